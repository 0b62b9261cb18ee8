import { type Model, type mongo, type PipelineStage, Types } from 'mongoose';
import type { PageRequest } from '../../../application/page.js';
import {
  type Opened,
  type Opening,
  type RotationCommand,
  type SessionFilter,
  type SessionKey,
  SessionRepository,
} from '../../../application/ports/session-repository.js';
import { RefreshOutcomeUnknown, StorageUnavailable } from '../../../domain/errors.js';
import type { Revocation, RevokedSession, Session, SessionSummary } from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';
import { asking, isStoreFault } from './mongo-faults.js';
import type { SessionDocument, UserDocument } from './schemas.js';
import type { SentCommands } from './sent-commands.js';
import {
  deadSessionsOf,
  fromSession,
  liveSessionsOf,
  marks,
  stepOf,
  type SummaryDocument,
  toKey,
  toSession,
  toSessions,
  toSummary,
} from './session-documents.js';
import { inTransaction } from './transaction.js';
import { toUser } from './user-documents.js';

/** A linearizable read waits for a majority, which may be away. */
const READ_LIMIT_MS = 2500;

const LAST_USED_FIRST = { lastUsedAt: -1, _id: -1 } as const;

/** How often a rotation is tried whose first try had no clear outcome; reading back tells in between. */
const ROTATION_TRIES = 2;

export class MongooseSessionRepository extends SessionRepository {
  constructor(
    private readonly sessions: Model<SessionDocument>,
    private readonly users: Model<UserDocument>,
    private readonly sent: SentCommands,
  ) {
    super();
  }

  open({ session, limit, replacing }: Opening): Promise<Opened | null> {
    const at = session.createdAt;
    return asking(() =>
      inTransaction(this.sessions.db, async (transaction) => {
        const user = await this.countOpening(session, transaction);
        if (user === null) return null;
        const held = await this.held(replacing, transaction);
        const replaced = await this.end(held, { reason: 'replaced', by: user.id, at }, transaction);
        const surplus = [...liveSessionsOf(user, at), { $sort: LAST_USED_FIRST }, { $skip: limit - 1 }];
        const unused = await this.select(surplus, transaction);
        const evicted = await this.end(unused, { reason: 'evicted', by: null, at }, transaction);
        await this.sessions.insertOne(fromSession(session), { session: transaction });
        return { user, evicted, replaced };
      }),
    );
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
      const isRepeated = tries > 1 || outcome.sent > 1;
      if ('result' in outcome) return outcome.result ?? (isRepeated ? this.ownLateWrite(command) : null);
      if (!isStoreFault(outcome.fault)) throw outcome.fault;
      if (outcome.sent === 0 && tries === 1) throw new StorageUnavailable(outcome.fault);
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

  markEnded(user: Pick<User, 'id' | 'sessionEpoch' | 'sparedSessionId'>, revocation: Revocation): Promise<string[]> {
    return asking(async () => {
      const found = await this.select([...deadSessionsOf(user, revocation.at), { $project: { _id: 1 } }]);
      const ids = found.map(({ _id }) => _id);
      await this.sessions.updateMany({ _id: { $in: ids }, revokedAt: null }, { $set: marks(revocation) }).exec();
      return ids.map((each) => each.toString());
    });
  }

  listLive(user: User, now: Date): Promise<SessionSummary[]> {
    const stages = [...liveSessionsOf(user, now), { $sort: LAST_USED_FIRST }];
    return this.summaries(stages);
  }

  page(user: User, { state, now }: SessionFilter, { limit, after }: PageRequest): Promise<SessionSummary[]> {
    const rest = after === null ? {} : { _id: { $lt: new Types.UUID(after) } };
    const all = [{ $match: { userId: new Types.UUID(user.id), ...rest } }];
    const found = state === 'all' ? all : [...liveSessionsOf(user, now), { $match: rest }];
    const stages = [...found, { $sort: { _id: -1 } as const }, { $limit: limit + 1 }];
    return this.summaries(stages);
  }

  listRevoked(since: Date): Promise<RevokedSession[]> {
    return asking(async () => {
      const query = this.sessions.find({ revokedAt: { $gte: since } }, { revokedAt: 1 });
      const documents = await query.lean<{ _id: Types.UUID; revokedAt: Date }[]>().exec();
      return documents.map(({ _id, revokedAt }) => ({ id: _id.toString(), revokedAt }));
    });
  }

  countUnended(now: Date): Promise<number> {
    const later = { $gt: now };
    const filter = { revokedAt: null, absoluteExpiresAt: later, expiresAt: later };
    // Not every server's planner sees that the partial index holds all of these.
    return asking(() => this.sessions.countDocuments(filter, { hint: { absoluteExpiresAt: 1 } }).exec());
  }

  /** The holder of the session, if it may be opened. The count makes two openings at once conflict. */
  private async countOpening({ userId, userEpoch }: Session, transaction: mongo.ClientSession): Promise<User | null> {
    const filter = { _id: new Types.UUID(userId), isActive: true, sessionEpoch: userEpoch };
    const options = { returnDocument: 'after', session: transaction } as const;
    const query = this.users.findOneAndUpdate(filter, { $inc: { sessionsOpened: 1 } }, options);
    return toUser(await query.lean<UserDocument>().exec());
  }

  private async held(keys: readonly SessionKey[], transaction: mongo.ClientSession): Promise<SessionDocument[]> {
    if (keys.length === 0) return [];
    const query = this.sessions.find({ $or: keys.map(toKey), revokedAt: null }).session(transaction);
    return query.lean<SessionDocument[]>().exec();
  }

  private summaries(stages: PipelineStage[]): Promise<SessionSummary[]> {
    const withoutHistory = { $project: { rotations: 0, places: 0 } };
    return asking(async () => (await this.select<SummaryDocument>([...stages, withoutHistory])).map(toSummary));
  }

  private select<T = SessionDocument>(
    stages: PipelineStage[],
    transaction: mongo.ClientSession | null = null,
  ): Promise<T[]> {
    return this.sessions.aggregate<T>(stages).session(transaction).exec();
  }

  private async end(
    found: readonly SessionDocument[],
    revocation: Revocation,
    transaction: mongo.ClientSession,
  ): Promise<Session[]> {
    if (found.length === 0) return [];
    const ids = found.map(({ _id }) => _id);
    const change = { $set: marks(revocation) };
    await this.sessions.updateMany({ _id: { $in: ids } }, change, { session: transaction }).exec();
    return toSessions(found.map((document) => ({ ...document, ...change.$set })));
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

  /**
   * An earlier try may have landed: one that reading back had not seen, or one that the driver repeated, if the server
   * doesn't recognise that it is the same. Then the later one finds its own successor, which is no theft.
   */
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
