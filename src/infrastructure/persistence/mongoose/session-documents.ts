import { Types } from 'mongoose';
import type { RotationCommand, SessionKey } from '../../../application/ports/session-repository.js';
import { REMEMBERED_ROTATIONS, type Revocation, type Session } from '../../../domain/session.js';
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

export function toSession(document: SessionDocument | null): Session | null {
  if (document === null) return null;
  const { _id, userId, revokedBy, ...rest } = document;
  return { ...rest, id: _id.toString(), userId: userId.toString(), revokedBy: revokedBy?.toString() ?? null };
}

export function fromSession({ id, userId, revokedBy, ...rest }: Session): SessionDocument {
  const uuids = { _id: new Types.UUID(id), userId: new Types.UUID(userId) };
  return { ...rest, ...uuids, revokedBy: uuidOrNull(revokedBy) };
}

export function toKey({ id, familyHash }: SessionKey): Pick<SessionDocument, '_id' | 'familyHash'> {
  return { _id: new Types.UUID(id), familyHash };
}

/** What the user's live sessions match: unrevoked, unexpired, of the present epoch or spared by its last raise. */
export function livenessOf({ id, sessionEpoch, sparedSessionId }: User, now: Date) {
  const lives = [
    { userEpoch: sessionEpoch },
    ...(sparedSessionId === null ? [] : [{ _id: new Types.UUID(sparedSessionId) }]),
  ];
  return { userId: new Types.UUID(id), revokedAt: null, expiresAt: { $gt: now }, $or: lives };
}
