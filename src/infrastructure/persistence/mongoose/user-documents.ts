import { Types } from 'mongoose';
import type { EpochRaise } from '../../../application/ports/user-repository.js';
import type { User } from '../../../domain/user.js';
import type { UserDocument } from './schemas.js';
import { uuidOrNull } from './uuids.js';

export function toUser(document: UserDocument | null): User | null {
  if (document === null) return null;
  const { _id, sparedSessionId, sessionsOpened: _, ...rest } = document;
  return { ...rest, id: _id.toString(), sparedSessionId: sparedSessionId?.toString() ?? null };
}

export function fromUser({ id, sparedSessionId, ...rest }: User): UserDocument {
  return { ...rest, _id: new Types.UUID(id), sparedSessionId: uuidOrNull(sparedSessionId), sessionsOpened: 0 };
}

/** What an epoch raised from `seenEpoch` writes. */
export function raised(seenEpoch: number, { reason, spare, at }: EpochRaise) {
  return {
    sessionEpoch: seenEpoch + 1,
    sessionEpochReason: reason,
    sparedSessionId: uuidOrNull(spare),
    updatedAt: at,
  };
}
