import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Fills the store of a service that is stopped up to so many sessions, copies of one that is there, of accounts that nobody
 * asks for: ten sessions each.
 */
export function growTo(folder: string, sessions: number): void {
  const database = new DatabaseSync(join(folder, 'ratchet.db'));
  try {
    const there = Number(database.prepare('SELECT count(*) AS n FROM sessions').get()?.['n']);
    database.prepare(INSERT).run({ from: there, to: sessions });
    database.exec('ANALYZE');
  } finally {
    database.close();
  }
}

const INSERT = `
  WITH RECURSIVE numbers(n) AS (SELECT :from UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :to),
    model AS (SELECT * FROM sessions ORDER BY id LIMIT 1)
  INSERT INTO sessions
  SELECT lower(printf('%08x-%04x-7%03x-8000-%s', n / 65536, n % 65536, n % 4096, hex(randomblob(6)))),
    lower(printf('%08x-0000-7000-8000-000000000000', n / 10)), userEpoch, hex(randomblob(32)), generation,
    hex(randomblob(32)), createdAt, lastUsedAt, expiresAt, absoluteExpiresAt, purgeAt, revokedAt, revokedReason,
    revokedBy, userAgent, ipAddress, idempotencyKeyHash, rotations, places
  FROM numbers, model`;
