import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_TYPES, type AuditEvent, type AuditType } from '../../domain/audit-event.js';

/** An event as administrators see it; what binds it into its chain is in the export. */
export class AuditEventView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: AUDIT_TYPES })
  type!: AuditType;

  @ApiProperty({ format: 'date-time' })
  occurredAt!: Date;

  @ApiProperty({ enum: ['success', 'failure'] })
  outcome!: AuditEvent['outcome'];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Who did it; null for the service itself' })
  actorId!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Whose account it concerns' })
  userId!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  sessionId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  ipAddress!: string | null;

  @ApiProperty({ type: String, nullable: true })
  userAgent!: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId!: string | null;

  @ApiProperty({ type: Object, description: 'What the type has to say: docs/audit-events.md' })
  details!: object;

  static of(event: AuditEvent): AuditEventView {
    const { id, type, occurredAt, outcome, actorId, userId, sessionId, ipAddress, userAgent, requestId, details } =
      event;
    return { id, type, occurredAt, outcome, actorId, userId, sessionId, ipAddress, userAgent, requestId, details };
  }
}
