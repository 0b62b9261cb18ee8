import type { AuditEvent } from '../../domain/audit-event.js';

/** The audit trail's store: it only grows. */
export abstract class AuditLog {
  /**
   * Stores the events, in order; when the promise resolves all of them are durable, so an answer may leave.
   * @throws StorageUnavailable some may be stored, or none: the caller must answer 503
   */
  abstract append(events: readonly AuditEvent[]): Promise<void>;
}
