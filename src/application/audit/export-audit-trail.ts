import type { AuditEvents } from '../ports/audit-events.js';
import { archiveLine } from './archive.js';

/** Writes the whole trail out, with its proofs, for an archive away from the store. */
export class ExportAuditTrail {
  constructor(private readonly events: AuditEvents) {}

  /** One line of JSON for each event, chain by chain, without line ends. Reads in chunks. @throws StorageUnavailable */
  async *execute(): AsyncGenerator<string> {
    for await (const event of this.events.inChainOrder()) yield archiveLine(event);
  }
}
