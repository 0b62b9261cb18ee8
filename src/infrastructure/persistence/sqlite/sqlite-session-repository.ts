import { type RotationCommand, SessionRepository } from '../../../application/ports/session-repository.js';
import {
  REMEMBERED_ROTATIONS,
  type Revocation,
  type RevokedReason,
  type Rotation,
  type Session,
} from '../../../domain/session.js';
import { date, dateOrNull, integer, millis, text, textOrNull } from './columns.js';
import type { Row, SqliteStore } from './sqlite-store.js';

const INSERT = `
  INSERT INTO sessions (id, userId, userEpoch, familyHash, generation, tokenHash, createdAt, lastUsedAt, expiresAt,
                        absoluteExpiresAt, purgeAt, revokedAt, revokedReason, revokedBy, userAgent, ipAddress,
                        idempotencyKeyHash, rotations)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

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

type StoredRotation = Omit<Rotation, 'rotatedAt'> & { readonly rotatedAt: number };

export class SqliteSessionRepository extends SessionRepository {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  async insert(session: Session): Promise<void> {
    await this.store.write(() =>
      this.store.run(
        INSERT,
        session.id,
        session.userId,
        session.userEpoch,
        session.familyHash,
        session.generation,
        session.tokenHash,
        millis(session.createdAt),
        millis(session.lastUsedAt),
        millis(session.expiresAt),
        millis(session.absoluteExpiresAt),
        millis(session.purgeAt),
        millis(session.revokedAt),
        session.revokedReason,
        session.revokedBy,
        session.userAgent,
        session.ipAddress,
        session.idempotencyKeyHash,
        JSON.stringify(session.rotations.map(fromRotation)),
      ),
    );
  }

  async find(id: string): Promise<Session | null> {
    return toSession(this.store.get('SELECT * FROM sessions WHERE id = ?', id));
  }

  rotate({ rotation, ...command }: RotationCommand): Promise<Session | null> {
    return this.store.write(() => {
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

  revoke(id: string, familyHash: string, { reason, by, at }: Revocation): Promise<Session | null> {
    const sql = `${REVOKE} AND id = ? AND familyHash = ? RETURNING *`;
    return this.store.write(() => toSession(this.store.get(sql, millis(at), reason, by, id, familyHash)));
  }

  evict(id: string, seenLastUsedAt: Date, { reason, by, at }: Revocation): Promise<boolean> {
    const sql = `${REVOKE} AND id = ? AND lastUsedAt = ?`;
    return this.store.write(() => this.store.run(sql, millis(at), reason, by, id, millis(seenLastUsedAt)) === 1);
  }

  markEnded(userId: string, epoch: number, { reason, by, at }: Revocation): Promise<string[]> {
    const sql = `${REVOKE} AND userId = ? AND userEpoch < ? AND expiresAt > ? RETURNING id`;
    return this.store.write(() =>
      this.store.all(sql, millis(at), reason, by, userId, epoch, millis(at)).map((row) => text(row, 'id')),
    );
  }

  async listUnended(userId: string, now: Date): Promise<Session[]> {
    const sql =
      'SELECT * FROM sessions WHERE userId = ? AND revokedAt IS NULL AND expiresAt > ? ORDER BY lastUsedAt, id';
    return this.store.all(sql, userId, millis(now)).flatMap((row) => toSession(row) ?? []);
  }
}

function toSession(row: Row | undefined): Session | null {
  if (row === undefined) return null;
  return {
    id: text(row, 'id'),
    userId: text(row, 'userId'),
    userEpoch: integer(row, 'userEpoch'),
    familyHash: text(row, 'familyHash'),
    generation: integer(row, 'generation'),
    tokenHash: text(row, 'tokenHash'),
    createdAt: date(row, 'createdAt'),
    lastUsedAt: date(row, 'lastUsedAt'),
    expiresAt: date(row, 'expiresAt'),
    absoluteExpiresAt: date(row, 'absoluteExpiresAt'),
    purgeAt: date(row, 'purgeAt'),
    revokedAt: dateOrNull(row, 'revokedAt'),
    revokedReason: textOrNull(row, 'revokedReason') as RevokedReason | null,
    revokedBy: textOrNull(row, 'revokedBy'),
    userAgent: textOrNull(row, 'userAgent'),
    ipAddress: textOrNull(row, 'ipAddress'),
    idempotencyKeyHash: textOrNull(row, 'idempotencyKeyHash'),
    rotations: (JSON.parse(text(row, 'rotations')) as StoredRotation[]).map(toRotation),
  };
}

function toRotation(stored: StoredRotation): Rotation {
  return { ...stored, rotatedAt: new Date(stored.rotatedAt) };
}

function fromRotation(rotation: Rotation): StoredRotation {
  return { ...rotation, rotatedAt: rotation.rotatedAt.getTime() };
}
