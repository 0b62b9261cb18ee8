import type { ActionTokenRepository } from '../../src/application/ports/action-token-repository.js';
import type { AuditStore } from '../../src/application/ports/audit-store.js';
import type { KnownPlaces } from '../../src/application/ports/known-places.js';
import type { Lockouts } from '../../src/application/ports/lockouts.js';
import type { SessionRepository } from '../../src/application/ports/session-repository.js';
import type { UserRepository } from '../../src/application/ports/user-repository.js';
import { SqliteActionTokenRepository } from '../../src/infrastructure/persistence/sqlite/sqlite-action-token-repository.js';
import { SqliteAuditStore } from '../../src/infrastructure/persistence/sqlite/sqlite-audit-store.js';
import { SqliteKnownPlaces } from '../../src/infrastructure/persistence/sqlite/sqlite-known-places.js';
import { SqliteLockouts } from '../../src/infrastructure/persistence/sqlite/sqlite-lockouts.js';
import { SqliteSessionRepository } from '../../src/infrastructure/persistence/sqlite/sqlite-session-repository.js';
import type { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { SqliteUserRepository } from '../../src/infrastructure/persistence/sqlite/sqlite-user-repository.js';

/** Every port through which a use case of this service reaches its store. */
export interface StorePorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly auditStore: AuditStore;
  readonly lockouts: Lockouts;
  readonly actionTokens: ActionTokenRepository;
  readonly places: KnownPlaces;
}

export function sqlitePorts(store: SqliteStore): StorePorts {
  return {
    users: new SqliteUserRepository(store),
    sessions: new SqliteSessionRepository(store),
    auditStore: new SqliteAuditStore(store),
    lockouts: new SqliteLockouts(store),
    actionTokens: new SqliteActionTokenRepository(store),
    places: new SqliteKnownPlaces(store),
  };
}
