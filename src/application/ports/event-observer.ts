import type { AuditEvent } from '../../domain/audit-event.js';

/** Is told of what went into the audit trail: the one place from which metrics and notices are made. */
export abstract class EventObserver {
  /** Called once for each append, after it is durable. Must neither throw nor keep the caller waiting. */
  abstract stored(events: readonly AuditEvent[], storedAt: Date): void;
}
