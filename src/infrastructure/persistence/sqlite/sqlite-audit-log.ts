import { AuditLog } from '../../../application/ports/audit-log.js';
import type { AuditEvent } from '../../../domain/audit-event.js';
import { millis } from './columns.js';
import type { SqliteStore } from './sqlite-store.js';

const INSERT = `
  INSERT INTO auditEvents (id, type, class, occurredAt, outcome, actorId, userId, sessionId, ipAddress, userAgent,
                           requestId, details)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export class SqliteAuditLog extends AuditLog {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  append(events: readonly AuditEvent[]): Promise<void> {
    return this.store.write(() => {
      for (const event of events) this.insert(event);
    });
  }

  private insert(event: AuditEvent): void {
    this.store.run(
      INSERT,
      event.id,
      event.type,
      event.class,
      millis(event.occurredAt),
      event.outcome,
      event.actorId,
      event.userId,
      event.sessionId,
      event.ipAddress,
      event.userAgent,
      event.requestId,
      JSON.stringify(event.details),
    );
  }
}
