import { type Model, Types } from 'mongoose';
import { AuditLog } from '../../../application/ports/audit-log.js';
import type { AuditEvent } from '../../../domain/audit-event.js';
import { asking } from './mongo-faults.js';
import type { AuditEventDocument } from './schemas.js';
import { uuidOrNull } from './uuids.js';

export class MongooseAuditLog extends AuditLog {
  constructor(private readonly events: Model<AuditEventDocument>) {
    super();
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    await asking(() => this.events.insertMany(events.map(fromEvent), { lean: true }));
  }
}

function fromEvent({ id, actorId, userId, sessionId, ...rest }: AuditEvent): AuditEventDocument {
  return {
    ...rest,
    _id: new Types.UUID(id),
    actorId: uuidOrNull(actorId),
    userId: uuidOrNull(userId),
    sessionId: uuidOrNull(sessionId),
  };
}
