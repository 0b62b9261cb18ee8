import type { PageRequest } from '../../../application/page.js';
import {
  type Opened,
  type Opening,
  type RotationCommand,
  type SessionFilter,
  type SessionKey,
  SessionRepository,
} from '../../../application/ports/session-repository.js';
import {
  REMEMBERED_ROTATIONS,
  type Revocation,
  type RevokedSession,
  type Session,
  type SessionSummary,
} from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';
import { date, millis, text } from './columns.js';
import { columnsOf, fromRotation, INSERT_SESSION, SUMMARY, toSession, toSummary } from './session-rows.js';
import type { SqliteStore } from './sqlite-store.js';
import { toUser } from './user-rows.js';

const ROTATE = `
  UPDATE sessions
  SET generation = generation + 1, tokenHash = :successorHash, idempotencyKeyHash = :keyHash,
      lastUsedAt = :now, expiresAt = min(:idleExpiresAt, absoluteExpiresAt),
      ipAddress = :ipAddress, userAgent = :userAgent,
      rotations = json_insert(
        CASE WHEN json_array_length(rotations) >= ${REMEMBERED_ROTATIONS} THEN json_remove(rotations, '$[0]') ELSE rotations END,
        '$[#]', json(:rotation))
  WHERE id = :id AND generation = :generation AND tokenHash = :tokenHash AND revokedAt IS NULL AND expiresAt > :now
    AND (:keyHash IS NULL OR idempotencyKeyHash IS NOT :keyHash)
  RETURNING *`;

const REVOKE = 'UPDATE sessions SET revokedAt = ?, revokedReason = ?, revokedBy = ? WHERE revokedAt IS NULL';

const HOLDER = 'SELECT * FROM users WHERE id = ? AND isActive = 1 AND sessionEpoch = ?';

const IS_LIVE = 'userId = :userId AND revokedAt IS NULL AND expiresAt > :now AND (userEpoch = :epoch OR id = :spared)';

/** All but the `room` that were used last. */
const SURPLUS = `SELECT id, familyHash FROM sessions WHERE ${IS_LIVE} ORDER BY lastUsedAt DESC, id DESC LIMIT -1 OFFSET :room`;

export class SqliteSessionRepository extends SessionRepository {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  open({ session, limit, replacing }: Opening): Promise<Opened | null> {
    return this.store.writeFirst(() => {
      const user = toUser(this.store.get(HOLDER, session.userId, session.userEpoch));
      if (user === null) return null;
      const at = session.createdAt;
      const replaced = replacing.flatMap((key) => this.end(key, { reason: 'replaced', by: user.id, at }) ?? []);
      const surplus = this.store.all(SURPLUS, { ...liveness(user, at), room: limit - 1 });
      const evicted = surplus
        .map((row) => ({ id: text(row, 'id'), familyHash: text(row, 'familyHash') }))
        .flatMap((key) => this.end(key, { reason: 'evicted', by: null, at }) ?? []);
      this.store.run(INSERT_SESSION, ...columnsOf(session));
      return { user, evicted, replaced };
    });
  }

  async find(id: string): Promise<Session | null> {
    return toSession(this.store.get('SELECT * FROM sessions WHERE id = ?', id));
  }

  rotate({ rotation, ...command }: RotationCommand): Promise<Session | null> {
    return this.store.writeFirst(() => {
      const row = this.store.get(ROTATE, {
        id: command.sessionId,
        generation: command.generation,
        tokenHash: command.tokenHash,
        successorHash: command.successorHash,
        keyHash: command.idempotencyKeyHash,
        now: millis(rotation.rotatedAt),
        idleExpiresAt: millis(command.idleExpiresAt),
        ipAddress: rotation.ipAddress,
        userAgent: rotation.userAgent,
        rotation: JSON.stringify(fromRotation(rotation)),
      });
      return toSession(row);
    });
  }

  revoke(id: string, familyHash: string, revocation: Revocation): Promise<Session | null> {
    return this.store.write(() => this.end({ id, familyHash }, revocation));
  }

  markEnded(
    { id, sessionEpoch, sparedSessionId }: Pick<User, 'id' | 'sessionEpoch' | 'sparedSessionId'>,
    { reason, by, at }: Revocation,
  ): Promise<string[]> {
    const sql = `${REVOKE} AND userId = ? AND userEpoch < ? AND expiresAt > ? AND id IS NOT ? RETURNING id`;
    const values = [millis(at), reason, by, id, sessionEpoch, millis(at), sparedSessionId];
    return this.store.write(() => this.store.all(sql, ...values).map((row) => text(row, 'id')));
  }

  async listLive(user: User, now: Date): Promise<SessionSummary[]> {
    const sql = `SELECT ${SUMMARY} FROM sessions WHERE ${IS_LIVE} ORDER BY lastUsedAt DESC, id DESC`;
    return this.store.all(sql, liveness(user, now)).map(toSummary);
  }

  async page(user: User, { state, now }: SessionFilter, { limit, after }: PageRequest): Promise<SessionSummary[]> {
    const [filter, values] =
      state === 'live' ? [IS_LIVE, liveness(user, now)] : ['userId = :userId', { userId: user.id }];
    const [rest, key] = after === null ? ['', {}] : ['AND id < :after', { after }];
    const sql = `SELECT ${SUMMARY} FROM sessions WHERE ${filter} ${rest} ORDER BY id DESC LIMIT :rows`;
    return this.store.all(sql, { ...values, ...key, rows: limit + 1 }).map(toSummary);
  }

  async listRevoked(since: Date): Promise<RevokedSession[]> {
    const sql = 'SELECT id, revokedAt FROM sessions WHERE revokedAt >= ?';
    return this.store
      .all(sql, millis(since))
      .map((row) => ({ id: text(row, 'id'), revokedAt: date(row, 'revokedAt') }));
  }

  async countUnended(now: Date): Promise<number> {
    const unended = 'revokedAt IS NULL AND absoluteExpiresAt > :now AND expiresAt > :now';
    const row = this.store.get(`SELECT count(*) AS unended FROM sessions WHERE ${unended}`, { now: now.getTime() });
    return Number(row?.['unended']);
  }

  private end({ id, familyHash }: SessionKey, { reason, by, at }: Revocation): Session | null {
    const sql = `${REVOKE} AND id = ? AND familyHash = ? RETURNING *`;
    return toSession(this.store.get(sql, millis(at), reason, by, id, familyHash));
  }
}

function liveness({ id, sessionEpoch, sparedSessionId }: User, now: Date) {
  return { userId: id, epoch: sessionEpoch, spared: sparedSessionId, now: now.getTime() };
}
