import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import mongoose from 'mongoose';

/** Rows that a service which is stopped gets up to: copies of one that is there, of accounts that nobody asks for, ten sessions each. */
export interface Size {
  readonly sessions: number;
  readonly auditEvents: number;
}

type Document = Record<string, unknown> & { _id: mongoose.Types.UUID };

const BATCH = 2000;

export function growSqlite(folder: string, size: Size): void {
  const database = new DatabaseSync(join(folder, 'ratchet.db'));
  try {
    database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
    for (const [table, insert] of Object.entries(INSERTS)) {
      const from = Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
      const to = table === 'sessions' ? size.sessions : size.auditEvents;
      if (to > from) database.prepare(insert).run({ from, to });
    }
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** Ids as the service makes them, by their time; keys and hashes as random as its own. */
const INSERTS = {
  sessions: `
  WITH RECURSIVE numbers(n) AS (SELECT :from UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :to),
    model AS (SELECT * FROM sessions ORDER BY id LIMIT 1)
  INSERT INTO sessions
  SELECT lower(printf('01%06x-%04x-7%03x-8000-%s', n / 65536, n % 65536, n % 4096, hex(randomblob(6)))),
    lower(printf('02%06x-0000-7000-8000-000000000000', n / 10)), userEpoch, hex(randomblob(32)), generation,
    hex(randomblob(32)), createdAt, lastUsedAt, expiresAt, absoluteExpiresAt, purgeAt, revokedAt, revokedReason,
    revokedBy, userAgent, ipAddress, idempotencyKeyHash, rotations, places
  FROM numbers, model`,
  auditEvents: `
  WITH RECURSIVE numbers(n) AS (SELECT :from UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :to),
    model AS (SELECT * FROM auditEvents WHERE userId IS NOT NULL ORDER BY id LIMIT 1)
  INSERT INTO auditEvents
  SELECT lower(printf('01%06x-%04x-7%03x-8000-%s', n / 65536, n % 65536, n % 4096, hex(randomblob(6)))),
    type, class, occurredAt, outcome, actorId, lower(printf('02%06x-0000-7000-8000-000000000000', n / 20)),
    lower(printf('03%06x-0000-7000-8000-000000000000', n / 2)), ipAddress, userAgent, requestId, details,
    'growth', n, keyId, purgeAt, prevHash, prevPurgeAt, hex(randomblob(32))
  FROM numbers, model`,
};

export async function growMongo(uri: string, size: Size): Promise<void> {
  const connection = await mongoose.createConnection(uri, { socketTimeoutMS: 60_000 }).asPromise();
  try {
    await copies(connection, 'sessions', size.sessions, (n) => ({
      userId: uuid(2, Math.floor(n / 10)),
      familyHash: randomBytes(32).toString('base64url'),
      tokenHash: randomBytes(32).toString('base64url'),
    }));
    const writerId = new mongoose.Types.UUID(randomUUID());
    await copies(connection, 'audit_events', size.auditEvents, (n) => ({
      writerId,
      seq: n,
      userId: uuid(2, Math.floor(n / 20)),
      sessionId: uuid(3, Math.floor(n / 2)),
    }));
  } finally {
    await connection.close();
  }
}

async function copies(
  connection: mongoose.Connection,
  name: string,
  to: number,
  own: (n: number) => object,
): Promise<void> {
  const collection = connection.collection<Document>(name);
  const model = await collection.findOne({ userId: { $ne: null } });
  const from = await collection.countDocuments();
  for (let n = from; n < to; n += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, to - n) }, (_, i) => n + i);
    await collection.insertMany(numbers.map((each) => ({ ...model, _id: uuid(1, each), ...own(each) })));
  }
}

/** A UUID of version 7 that says which number of which kind it is. */
function uuid(kind: number, n: number): mongoose.Types.UUID {
  const tail = kind === 1 ? randomBytes(6).toString('hex') : '000000000000';
  const number = n.toString(16).padStart(10, '0');
  return new mongoose.Types.UUID(`0${kind}${number.slice(0, 6)}-${number.slice(6)}-7000-8000-${tail}`);
}
