import type { AuditEvent } from '../../domain/audit-event.js';
import { type Page, pageOf, type PageRequest } from '../page.js';
import type { AuditEvents, AuditFilter } from '../ports/audit-events.js';

/** The audit trail by filter, newest first. */
export class ListAuditEvents {
  constructor(private readonly events: AuditEvents) {}

  /** One read. Pages go by the event's id: none is shown twice or skipped while others are written. */
  async execute(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>> {
    return pageOf(await this.events.page(filter, page), page, ({ id }) => id);
  }
}
