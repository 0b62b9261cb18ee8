import { type Model, Types } from 'mongoose';
import { type RotationCommand, SessionRepository } from '../../../application/ports/session-repository.js';
import { RefreshOutcomeUnknown, StorageUnavailable } from '../../../domain/errors.js';
import { REMEMBERED_ROTATIONS, type Revocation, type Session } from '../../../domain/session.js';
import { asking, isStoreFault } from './mongo-faults.js';
import type { SessionDocument } from './schemas.js';
import type { SentCommands } from './sent-commands.js';

/** A linearizable read waits for a majority, which may be away. */
const READ_LIMIT_MS = 2500;

/** How often a rotation is tried whose first try had no clear outcome; reading back tells in between. */
const ROTATION_TRIES = 2;

export class MongooseSessionRepository extends SessionRepository {
  constructor(
    private readonly sessions: Model<SessionDocument>,
    private readonly sent: SentCommands,
  ) {
    super();
  }

  async insert(session: Session): Promise<void> {
    await asking(() => this.sessions.insertOne(fromSession(session)));
  }

  find(id: string): Promise<Session | null> {
    return asking(async () => {
      const query = this.sessions
        .findById(new Types.UUID(id))
        .read('primary')
        .readConcern('linearizable')
        .maxTimeMS(READ_LIMIT_MS);
      return toSession(await query.lean<SessionDocument>().exec());
    });
  }

  async rotate(command: RotationCommand): Promise<Session | null> {
    for (let tries = 1; ; tries += 1) {
      // One attempt id for all tries: whichever of them went through, reading back recognises it.
      const outcome = await this.sent.watch(command.rotation.attemptId, () => this.rotateOnce(command));
      if ('result' in outcome) return outcome.result ?? (tries === 1 ? null : this.ownLateWrite(command));
      if (!isStoreFault(outcome.fault)) throw outcome.fault;
      if (!outcome.wasSent && tries === 1) throw new StorageUnavailable(outcome.fault);
      const session = await this.readBack(command, outcome.fault);
      if (session !== null && isOwnWrite(session, command)) return session;
      if (session?.generation !== command.generation) return null;
      if (tries === ROTATION_TRIES) throw new RefreshOutcomeUnknown(outcome.fault);
    }
  }

  revoke(id: string, familyHash: string, revocation: Revocation): Promise<Session | null> {
    return asking(async () => {
      const filter = { _id: new Types.UUID(id), familyHash, revokedAt: null };
      const query = this.sessions.findOneAndUpdate(filter, { $set: marks(revocation) }, { returnDocument: 'after' });
      return toSession(await query.lean<SessionDocument>().exec());
    });
  }

  evict(id: string, seenLastUsedAt: Date, revocation: Revocation): Promise<boolean> {
    return asking(async () => {
      const filter = { _id: new Types.UUID(id), lastUsedAt: seenLastUsedAt, revokedAt: null };
      const { modifiedCount } = await this.sessions.updateOne(filter, { $set: marks(revocation) }).exec();
      return modifiedCount === 1;
    });
  }

  markEnded(userId: string, epoch: number, revocation: Revocation): Promise<string[]> {
    return asking(async () => {
      const lived = { revokedAt: null, expiresAt: { $gt: revocation.at }, userEpoch: { $lt: epoch } };
      const filter = { userId: new Types.UUID(userId), ...lived };
      const ended = await this.sessions.find(filter, { _id: 1 }).lean<Pick<SessionDocument, '_id'>[]>().exec();
      const ids = ended.map(({ _id }) => _id);
      await this.sessions.updateMany({ _id: { $in: ids }, revokedAt: null }, { $set: marks(revocation) }).exec();
      return ids.map((id) => id.toString());
    });
  }

  listUnended(userId: string, now: Date): Promise<Session[]> {
    return asking(async () => {
      const filter = { userId: new Types.UUID(userId), revokedAt: null, expiresAt: { $gt: now } };
      const documents = await this.sessions
        .find(filter)
        .sort({ lastUsedAt: 1, _id: 1 })
        .lean<SessionDocument[]>()
        .exec();
      return documents.flatMap((document) => toSession(document) ?? []);
    });
  }

  private async rotateOnce(command: RotationCommand): Promise<Session | null> {
    const { rotation, idempotencyKeyHash } = command;
    const filter = {
      _id: new Types.UUID(command.sessionId),
      generation: command.generation,
      tokenHash: command.tokenHash,
      revokedAt: null,
      expiresAt: { $gt: rotation.rotatedAt },
      ...(idempotencyKeyHash !== null && { idempotencyKeyHash: { $ne: idempotencyKeyHash } }),
    };
    const options = { returnDocument: 'after', updatePipeline: true, comment: rotation.attemptId } as const;
    const query = this.sessions.findOneAndUpdate(filter, [{ $set: stepOf(command) }], options);
    return toSession(await query.lean<SessionDocument>().exec());
  }

  /** An earlier try that reading back had not seen can land after all: then the later one finds its own successor. */
  private async ownLateWrite(command: RotationCommand): Promise<Session | null> {
    const session = await this.readBack(command, null);
    return session !== null && isOwnWrite(session, command) ? session : null;
  }

  private async readBack({ sessionId }: RotationCommand, fault: unknown): Promise<Session | null> {
    try {
      return await this.find(sessionId);
    } catch (cause) {
      throw new RefreshOutcomeUnknown(new AggregateError([fault, cause]));
    }
  }
}

function isOwnWrite({ rotations }: Session, { rotation }: RotationCommand): boolean {
  return rotations.some(({ attemptId }) => attemptId === rotation.attemptId);
}

/** In a pipeline a text that begins with "$" is a field's path, and some of these come from the client: hence `$literal`. */
function stepOf({ rotation, ...command }: RotationCommand): Record<string, unknown> {
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

function marks({ reason, by, at }: Revocation): Pick<SessionDocument, 'revokedAt' | 'revokedReason' | 'revokedBy'> {
  return { revokedAt: at, revokedReason: reason, revokedBy: by === null ? null : new Types.UUID(by) };
}

function toSession(document: SessionDocument | null): Session | null {
  if (document === null) return null;
  const { _id, userId, revokedBy, ...rest } = document;
  return { ...rest, id: _id.toString(), userId: userId.toString(), revokedBy: revokedBy?.toString() ?? null };
}

function fromSession({ id, userId, revokedBy, ...rest }: Session): SessionDocument {
  const uuids = { _id: new Types.UUID(id), userId: new Types.UUID(userId) };
  return { ...rest, ...uuids, revokedBy: revokedBy === null ? null : new Types.UUID(revokedBy) };
}
