import type { DatabaseSync } from 'node:sqlite';

/** Each entry takes the schema one version on; a published entry is never edited. Times are milliseconds since 1970. */
const MIGRATIONS = [
  `
  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    passwordHash TEXT NOT NULL,
    role TEXT NOT NULL,
    isActive INTEGER NOT NULL,
    emailVerifiedAt INTEGER,
    sessionEpoch INTEGER NOT NULL,
    sessionEpochReason TEXT,
    sparedSessionId TEXT,
    createdAt INTEGER NOT NULL,
    updatedAt INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    userId TEXT NOT NULL,
    userEpoch INTEGER NOT NULL,
    familyHash TEXT NOT NULL,
    generation INTEGER NOT NULL,
    tokenHash TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    absoluteExpiresAt INTEGER NOT NULL,
    purgeAt INTEGER NOT NULL,
    revokedAt INTEGER,
    revokedReason TEXT,
    revokedBy TEXT,
    userAgent TEXT,
    ipAddress TEXT,
    idempotencyKeyHash TEXT,
    rotations TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessionsOfUser ON sessions (userId, revokedAt, createdAt DESC);
  CREATE INDEX sessionsRevoked ON sessions (revokedAt) WHERE revokedAt IS NOT NULL;
  CREATE INDEX sessionsToPurge ON sessions (purgeAt);

  CREATE TABLE auditEvents (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    class TEXT NOT NULL,
    occurredAt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    actorId TEXT,
    userId TEXT,
    sessionId TEXT,
    ipAddress TEXT,
    userAgent TEXT,
    requestId TEXT,
    details TEXT NOT NULL
  ) STRICT;
  CREATE INDEX auditOfUser ON auditEvents (userId, id);
  CREATE INDEX auditOfSession ON auditEvents (sessionId, id);
  CREATE INDEX auditOfType ON auditEvents (type, id);
  `,
  `
  CREATE INDEX usersOfRole ON users (role, email);
  CREATE INDEX usersOfActivity ON users (isActive, email);
  CREATE INDEX sessionsOfUserById ON sessions (userId, id);
  `,
  `
  CREATE TABLE healthProbes (id INTEGER PRIMARY KEY, room BLOB NOT NULL) STRICT;
  `,
  // No release wrote events without a chain, so there are none to keep.
  `
  DROP TABLE auditEvents;
  CREATE TABLE auditEvents (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    class TEXT NOT NULL,
    occurredAt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    actorId TEXT,
    userId TEXT,
    sessionId TEXT,
    ipAddress TEXT,
    userAgent TEXT,
    requestId TEXT,
    details TEXT NOT NULL,
    writerId TEXT NOT NULL,
    seq INTEGER NOT NULL,
    keyId TEXT NOT NULL,
    purgeAt INTEGER NOT NULL,
    prevHash TEXT,
    prevPurgeAt INTEGER,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX auditChains ON auditEvents (writerId, class, seq);
  CREATE INDEX auditOfUser ON auditEvents (userId, id);
  CREATE INDEX auditOfSession ON auditEvents (sessionId, id);
  CREATE INDEX auditOfType ON auditEvents (type, id);
  CREATE INDEX auditOfOutcome ON auditEvents (outcome, id);
  CREATE INDEX auditToPurge ON auditEvents (purgeAt, seq);
  `,
  `
  CREATE TABLE actionTokens (
    userId TEXT NOT NULL,
    purpose TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    purgeAt INTEGER NOT NULL,
    redeemedBy TEXT,
    issued INTEGER NOT NULL,
    PRIMARY KEY (userId, purpose)
  ) STRICT;
  CREATE INDEX actionTokensToPurge ON actionTokens (purgeAt);
  `,
  `
  ALTER TABLE sessions ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
  `,
  `
  CREATE TABLE requestCounters (
    key TEXT PRIMARY KEY,
    hits INTEGER NOT NULL,
    resetsAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX requestCountersToPurge ON requestCounters (resetsAt);

  CREATE TABLE lockouts (
    account TEXT PRIMARY KEY,
    counts TEXT NOT NULL,
    drainedAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX lockoutsToPurge ON lockouts (drainedAt);
  `,
  `
  CREATE INDEX auditOfTypeByTime ON auditEvents (type, occurredAt);
  CREATE INDEX sessionsUnrevoked ON sessions (absoluteExpiresAt) WHERE revokedAt IS NULL;
  `,
];

/** Brings the schema up to date; the second of two processes finds it done. @throws Error a newer version made the file */
export function migrate(db: DatabaseSync): void {
  atomically(db, () => {
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The database has schema ${version}, this version of Ratchet knows ${MIGRATIONS.length}: use a newer one.`,
      );
    }
    for (const statements of MIGRATIONS.slice(version)) db.exec(statements);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/** As `migrate`, for the tables of a module of one's own: each module counts its own versions, under its name. */
export function migrateModule(db: DatabaseSync, name: string, migrations: readonly string[]): void {
  atomically(db, () => {
    db.exec('CREATE TABLE IF NOT EXISTS moduleSchemas (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT');
    const version = Number(db.prepare('SELECT version FROM moduleSchemas WHERE name = ?').get(name)?.['version'] ?? 0);
    if (version > migrations.length) {
      throw new Error(
        `The tables of ${name} have version ${version}, the module knows ${migrations.length}: use a newer one.`,
      );
    }
    for (const statements of migrations.slice(version)) db.exec(statements);
    db.prepare('INSERT OR REPLACE INTO moduleSchemas (name, version) VALUES (?, ?)').run(name, migrations.length);
  });
}

function atomically(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (fault) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw fault;
  }
}
