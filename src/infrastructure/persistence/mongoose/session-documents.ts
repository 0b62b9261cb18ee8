import { type PipelineStage, Types } from 'mongoose';
import type { RotationCommand, SessionKey } from '../../../application/ports/session-repository.js';
import { REMEMBERED_ROTATIONS, type Revocation, type Session, type SessionSummary } from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';
import type { SessionDocument } from './schemas.js';
import { uuidOrNull } from './uuids.js';

/** In a pipeline a text that begins with "$" is a field's path, and some of these come from the client: hence `$literal`. */
export function stepOf({ rotation, ...command }: RotationCommand): Record<string, unknown> {
  return {
    generation: command.generation + 1,
    tokenHash: { $literal: command.successorHash },
    idempotencyKeyHash: { $literal: command.idempotencyKeyHash },
    lastUsedAt: rotation.rotatedAt,
    expiresAt: { $min: [command.idleExpiresAt, '$absoluteExpiresAt'] },
    ipAddress: { $literal: rotation.ipAddress },
    userAgent: { $literal: rotation.userAgent },
    rotations: { $slice: [{ $concatArrays: ['$rotations', [{ $literal: rotation }]] }, -REMEMBERED_ROTATIONS] },
  };
}

export function marks({
  reason,
  by,
  at,
}: Revocation): Pick<SessionDocument, 'revokedAt' | 'revokedReason' | 'revokedBy'> {
  return { revokedAt: at, revokedReason: reason, revokedBy: uuidOrNull(by) };
}

export type SummaryDocument = Omit<SessionDocument, 'rotations' | 'places'>;

export function toSummary(document: SummaryDocument): SessionSummary {
  const { _id, userId, revokedBy, ...rest } = document;
  return { ...rest, id: _id.toString(), userId: userId.toString(), revokedBy: revokedBy?.toString() ?? null };
}

export function toSession(document: SessionDocument | null): Session | null {
  if (document === null) return null;
  const { rotations, places } = document;
  return { ...toSummary(document), rotations, places };
}

export function toSessions(documents: readonly SessionDocument[]): Session[] {
  return documents.flatMap((document) => toSession(document) ?? []);
}

export function fromSession({ id, userId, revokedBy, ...rest }: Session): SessionDocument {
  const uuids = { _id: new Types.UUID(id), userId: new Types.UUID(userId) };
  return { ...rest, ...uuids, revokedBy: uuidOrNull(revokedBy) };
}

export function toKey({ id, familyHash }: SessionKey): Pick<SessionDocument, '_id' | 'familyHash'> {
  return { _id: new Types.UUID(id), familyHash };
}

type Holder = Pick<User, 'id' | 'sessionEpoch' | 'sparedSessionId'>;

/**
 * The stages that find those of a user's unrevoked sessions that match `rest`. What leads to the index stands alone in the
 * first: a server that plans better takes the two as one.
 */
function unrevoked(userId: string, rest: Record<string, unknown>): PipelineStage[] {
  return [{ $match: { userId: new Types.UUID(userId), revokedAt: null } }, { $match: rest }];
}

/** Finds the user's live sessions: unrevoked, unexpired, of the present epoch or spared by its last raise. */
export function liveSessionsOf({ id, sessionEpoch, sparedSessionId }: Holder, now: Date): PipelineStage[] {
  const lives = [
    { userEpoch: sessionEpoch },
    ...(sparedSessionId === null ? [] : [{ _id: new Types.UUID(sparedSessionId) }]),
  ];
  return unrevoked(id, { expiresAt: { $gt: now }, $or: lives });
}

/** Finds the sessions that the user's last raises have ended and nobody has marked. */
export function deadSessionsOf({ id, sessionEpoch, sparedSessionId }: Holder, now: Date): PipelineStage[] {
  const spared = sparedSessionId === null ? {} : { _id: { $ne: new Types.UUID(sparedSessionId) } };
  return unrevoked(id, { expiresAt: { $gt: now }, userEpoch: { $lt: sessionEpoch }, ...spared });
}
