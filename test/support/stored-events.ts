import type { AuditDetails, AuditType } from '../../src/domain/audit-event.js';
import type { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';

/** One event of the trail, as it is stored. */
export interface StoredEvent {
  readonly type: AuditType;
  readonly details: AuditDetails[AuditType];
  readonly outcome: string;
  readonly actorId: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly ipAddress: string | null;
}

/** The stored events of a type, or all but the trail's own, oldest first. */
export function eventsIn(store: SqliteStore, type?: AuditType): StoredEvent[] {
  const sql = `SELECT * FROM auditEvents WHERE type = ?1 OR (?1 IS NULL AND type NOT LIKE 'audit.%') ORDER BY id`;
  const rows = store.all(sql, type ?? null);
  return rows.map((row) => ({ ...row, details: JSON.parse(String(row['details'])) as unknown }) as StoredEvent);
}
