import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { AuditEvents } from '../../../application/ports/audit-events.js';
import { AuditFigures } from '../../../application/ports/audit-figures.js';
import { AuditStore } from '../../../application/ports/audit-store.js';
import { ActionTokenRepository } from '../../../application/ports/action-token-repository.js';
import { Clock } from '../../../application/ports/clock.js';
import { KnownPlaces } from '../../../application/ports/known-places.js';
import { Lockouts } from '../../../application/ports/lockouts.js';
import { RequestCounters } from '../../../application/ports/request-counters.js';
import { SessionRepository } from '../../../application/ports/session-repository.js';
import { StoreHealth } from '../../../application/ports/store-health.js';
import { UserRepository } from '../../../application/ports/user-repository.js';
import { SqliteAuditEvents } from './sqlite-audit-events.js';
import { SqliteAuditFigures } from './sqlite-audit-figures.js';
import { SqliteAuditStore } from './sqlite-audit-store.js';
import { SqliteActionTokenRepository } from './sqlite-action-token-repository.js';
import { SqliteHousekeeping } from './sqlite-housekeeping.js';
import { SqliteKnownPlaces } from './sqlite-known-places.js';
import { SqliteLockouts } from './sqlite-lockouts.js';
import { SqliteRequestCounters } from './sqlite-request-counters.js';
import { SqliteSessionRepository } from './sqlite-session-repository.js';
import { SqliteStore } from './sqlite-store.js';
import { SqliteStoreHealth } from './sqlite-store-health.js';
import { SqliteUserRepository } from './sqlite-user-repository.js';

const inject = [SqliteStore];

const ports = [
  { provide: UserRepository, inject, useFactory: (store: SqliteStore) => new SqliteUserRepository(store) },
  { provide: SessionRepository, inject, useFactory: (store: SqliteStore) => new SqliteSessionRepository(store) },
  { provide: AuditStore, inject, useFactory: (store: SqliteStore) => new SqliteAuditStore(store) },
  { provide: AuditEvents, inject, useFactory: (store: SqliteStore) => new SqliteAuditEvents(store) },
  { provide: StoreHealth, inject, useFactory: (store: SqliteStore) => new SqliteStoreHealth(store) },
  {
    provide: ActionTokenRepository,
    inject,
    useFactory: (store: SqliteStore) => new SqliteActionTokenRepository(store),
  },
  { provide: KnownPlaces, inject, useFactory: (store: SqliteStore) => new SqliteKnownPlaces(store) },
  { provide: RequestCounters, inject, useFactory: (store: SqliteStore) => new SqliteRequestCounters(store) },
  { provide: Lockouts, inject, useFactory: (store: SqliteStore) => new SqliteLockouts(store) },
  { provide: AuditFigures, inject, useFactory: (store: SqliteStore) => new SqliteAuditFigures(store) },
];

/** The ports over an SQLite database in a folder: one server process, and the command line beside it. */
@Global()
@Module({})
export class SqlitePersistenceModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(SqliteStore) private readonly store: SqliteStore,
    @Inject(SqliteHousekeeping) private readonly housekeeping: SqliteHousekeeping,
  ) {}

  /** @param open how: as the one server, or as a second writer beside it */
  static in(folder: string, open = (path: string) => SqliteStore.open(path)): DynamicModule {
    return {
      module: SqlitePersistenceModule,
      providers: [
        ...ports,
        { provide: SqliteStore, useFactory: () => open(folder) },
        {
          provide: SqliteHousekeeping,
          inject: [SqliteStore, Clock],
          useFactory: (store: SqliteStore, clock: Clock) => new SqliteHousekeeping(store, clock),
        },
      ],
      // The store itself is for the adapters of modules of one's own.
      exports: [SqliteStore, ...ports.map(({ provide }) => provide)],
    };
  }

  onModuleInit(): void {
    this.housekeeping.start();
  }

  onApplicationShutdown(): void {
    this.housekeeping.stop();
    this.store.close();
  }
}
