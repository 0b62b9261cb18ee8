import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { getConnectionToken, getModelToken, MongooseModule } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { AuditEvents } from '../../../application/ports/audit-events.js';
import { AuditFigures } from '../../../application/ports/audit-figures.js';
import { AuditStore } from '../../../application/ports/audit-store.js';
import { Lockouts } from '../../../application/ports/lockouts.js';
import { RequestCounters } from '../../../application/ports/request-counters.js';
import { ActionTokenRepository } from '../../../application/ports/action-token-repository.js';
import { KnownPlaces } from '../../../application/ports/known-places.js';
import { SessionRepository } from '../../../application/ports/session-repository.js';
import { StoreHealth } from '../../../application/ports/store-health.js';
import { UserRepository } from '../../../application/ports/user-repository.js';
import { connectionOptions } from './connection-options.js';
import { MongooseAuditEvents } from './mongoose-audit-events.js';
import { MongooseAuditFigures } from './mongoose-audit-figures.js';
import { MongooseAuditStore } from './mongoose-audit-store.js';
import { isDuplicateKey } from './mongo-faults.js';
import { MongooseLockouts } from './mongoose-lockouts.js';
import { MongooseRequestCounters } from './mongoose-request-counters.js';
import { MongooseActionTokenRepository } from './mongoose-action-token-repository.js';
import { MongooseKnownPlaces } from './mongoose-known-places.js';
import { MongooseSessionRepository } from './mongoose-session-repository.js';
import { MongooseStoreHealth } from './mongoose-store-health.js';
import { MongooseUserRepository } from './mongoose-user-repository.js';
import {
  type ActionTokenDocument,
  actionTokenSchema,
  type AuditEventDocument,
  auditEventSchema,
  type GuardDocument,
  guardSchema,
  type SessionDocument,
  sessionSchema,
  type UserDocument,
  userSchema,
  type LockoutDocument,
  lockoutSchema,
  type RequestCounterDocument,
  requestCounterSchema,
} from './schemas.js';
import { SentCommands } from './sent-commands.js';

const USER = { name: 'User', schema: userSchema };
const SESSION = { name: 'Session', schema: sessionSchema };
const AUDIT_EVENT = { name: 'AuditEvent', schema: auditEventSchema };
const GUARD = { name: 'Guard', schema: guardSchema };
const REQUEST_COUNTER = { name: 'RequestCounter', schema: requestCounterSchema };
const LOCKOUT = { name: 'Lockout', schema: lockoutSchema };
const ACTION_TOKEN = { name: 'ActionToken', schema: actionTokenSchema };
const models = [USER, SESSION, AUDIT_EVENT, GUARD, ACTION_TOKEN, REQUEST_COUNTER, LOCKOUT];
const CONNECTION_TOKEN = getConnectionToken();

const ports = [
  {
    provide: UserRepository,
    inject: [getModelToken(USER.name), getModelToken(GUARD.name)],
    useFactory: (users: Model<UserDocument>, guards: Model<GuardDocument>) => new MongooseUserRepository(users, guards),
  },
  {
    provide: SessionRepository,
    inject: [getModelToken(SESSION.name), getModelToken(USER.name), SentCommands],
    useFactory: (sessions: Model<SessionDocument>, users: Model<UserDocument>, sent: SentCommands) =>
      new MongooseSessionRepository(sessions, users, sent),
  },
  {
    provide: AuditStore,
    inject: [getModelToken(AUDIT_EVENT.name), SentCommands],
    useFactory: (events: Model<AuditEventDocument>, sent: SentCommands) => new MongooseAuditStore(events, sent),
  },
  {
    provide: AuditEvents,
    inject: [getModelToken(AUDIT_EVENT.name)],
    useFactory: (events: Model<AuditEventDocument>) => new MongooseAuditEvents(events),
  },
  {
    provide: StoreHealth,
    inject: [CONNECTION_TOKEN],
    useFactory: (connection: Connection) => new MongooseStoreHealth(connection),
  },
  {
    provide: ActionTokenRepository,
    inject: [getModelToken(ACTION_TOKEN.name)],
    useFactory: (tokens: Model<ActionTokenDocument>) => new MongooseActionTokenRepository(tokens),
  },
  {
    provide: KnownPlaces,
    inject: [getModelToken(SESSION.name)],
    useFactory: (sessions: Model<SessionDocument>) => new MongooseKnownPlaces(sessions),
  },
  {
    provide: RequestCounters,
    inject: [getModelToken(REQUEST_COUNTER.name)],
    useFactory: (counters: Model<RequestCounterDocument>) => new MongooseRequestCounters(counters),
  },
  {
    provide: Lockouts,
    inject: [getModelToken(LOCKOUT.name)],
    useFactory: (lockouts: Model<LockoutDocument>) => new MongooseLockouts(lockouts),
  },
  {
    provide: AuditFigures,
    inject: [getModelToken(AUDIT_EVENT.name)],
    useFactory: (events: Model<AuditEventDocument>) => new MongooseAuditFigures(events),
  },
];

/** The ports over MongoDB: any number of server processes. */
@Global()
@Module({})
export class MongoosePersistenceModule implements OnModuleInit {
  constructor(@Inject(CONNECTION_TOKEN) private readonly connection: Connection) {}

  static at(uri: string): DynamicModule {
    return {
      module: MongoosePersistenceModule,
      imports: [
        MongooseModule.forRoot(uri, { ...connectionOptions(uri), retryAttempts: 3, retryDelay: 1000 }),
        MongooseModule.forFeature(models),
      ],
      providers: [
        ...ports,
        {
          provide: SentCommands,
          inject: [CONNECTION_TOKEN],
          useFactory: (connection: Connection) => new SentCommands(connection),
        },
      ],
      exports: ports.map(({ provide }) => provide),
    };
  }

  /** Creating what is there is nothing to the server, so any number of instances may start at once. */
  async onModuleInit(): Promise<void> {
    await assertTransactions(this.connection);
    for (const { name } of models) await this.connection.model(name).createIndexes();
    await makeGuard(this.connection.model<GuardDocument>(GUARD.name));
  }
}

async function assertTransactions(connection: Connection): Promise<void> {
  const { setName, msg } = (await connection.db?.command({ hello: 1 })) ?? {};
  if (setName !== undefined || msg === 'isdbgrid') return;
  throw new Error(
    'MONGO_URI leads to a standalone MongoDB. Ratchet needs transactions: a replica set or a sharded cluster.',
  );
}

async function makeGuard(guards: Model<GuardDocument>): Promise<void> {
  try {
    await guards.updateOne({ _id: 'last-admin' }, { $setOnInsert: { version: 0 } }, { upsert: true }).exec();
  } catch (fault) {
    // Of two instances that start at once one finds it made.
    if (!isDuplicateKey(fault)) throw fault;
  }
}
