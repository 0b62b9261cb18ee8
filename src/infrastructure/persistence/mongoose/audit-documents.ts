import { type Model, type mongo, Types } from 'mongoose';
import type { SealedEvent } from '../../../domain/audit-chain.js';
import type { AuditEvent } from '../../../domain/audit-event.js';
import type { AuditEventDocument } from './schemas.js';
import { uuidOrNull } from './uuids.js';

/** The driver's own: Mongoose can't compare UUIDs by order, and drops the `comment` of an insert. */
export function driverCollection(events: Model<AuditEventDocument>): mongo.Collection<AuditEventDocument> {
  return events.db.collection<AuditEventDocument>(events.collection.name);
}

export function fromSealedEvent(event: SealedEvent): AuditEventDocument {
  const { id, actorId, userId, sessionId, writerId, ...rest } = event;
  return {
    ...rest,
    _id: new Types.UUID(id),
    actorId: uuidOrNull(actorId),
    userId: uuidOrNull(userId),
    sessionId: uuidOrNull(sessionId),
    writerId: new Types.UUID(writerId),
  };
}

/** As it is in the store: in one that was tampered with the fields may hold anything. */
export function toEvent(document: AuditEventDocument): AuditEvent {
  return {
    id: String(document._id),
    type: document.type,
    class: document.class,
    occurredAt: document.occurredAt,
    outcome: document.outcome,
    actorId: textOrNull(document.actorId),
    userId: textOrNull(document.userId),
    sessionId: textOrNull(document.sessionId),
    ipAddress: document.ipAddress,
    userAgent: document.userAgent,
    requestId: document.requestId,
    details: document.details,
  } as AuditEvent;
}

export function toSealedEvent(document: AuditEventDocument): SealedEvent {
  const { seq, keyId, purgeAt, prevHash, prevPurgeAt, hash } = document;
  return {
    ...toEvent(document),
    writerId: String(document.writerId),
    seq,
    keyId,
    purgeAt,
    prevHash,
    prevPurgeAt,
    hash,
  };
}

function textOrNull(id: Types.UUID | null): string | null {
  return id === null ? null : String(id);
}
