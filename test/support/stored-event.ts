import type { AuditDetails, AuditType } from '../../src/domain/audit-event.js';

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
