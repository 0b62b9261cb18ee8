import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AuditEvents } from '../../src/application/ports/audit-events.js';
import { AuditFigures } from '../../src/application/ports/audit-figures.js';
import { AuditStore } from '../../src/application/ports/audit-store.js';
import { ActionTokenRepository } from '../../src/application/ports/action-token-repository.js';
import { Clock } from '../../src/application/ports/clock.js';
import { KnownPlaces } from '../../src/application/ports/known-places.js';
import { Lockouts } from '../../src/application/ports/lockouts.js';
import { RequestCounters } from '../../src/application/ports/request-counters.js';
import { SessionRepository } from '../../src/application/ports/session-repository.js';
import { StoreHealth } from '../../src/application/ports/store-health.js';
import { UserRepository } from '../../src/application/ports/user-repository.js';
import type { AuditEvent } from '../../src/domain/audit-event.js';
import type { Session } from '../../src/domain/session.js';
import type { User } from '../../src/domain/user.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { MongoosePersistenceModule } from '../../src/infrastructure/persistence/mongoose/mongoose-persistence.module.js';
import type {
  AuditEventDocument,
  SessionDocument,
  UserDocument,
} from '../../src/infrastructure/persistence/mongoose/schemas.js';
import { fromSession } from '../../src/infrastructure/persistence/mongoose/session-documents.js';
import { fromUser } from '../../src/infrastructure/persistence/mongoose/user-documents.js';
import { columnsOf, INSERT_SESSION } from '../../src/infrastructure/persistence/sqlite/session-rows.js';
import { SqlitePersistenceModule } from '../../src/infrastructure/persistence/sqlite/sqlite-persistence.module.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import type { StoreKind } from './stores.ts';

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

/** The ports of one adapter over a fresh store, wired by the adapter's own module. */
export interface Persistence {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly places: KnownPlaces;
  readonly auditStore: AuditStore;
  readonly auditEvents: AuditEvents;
  readonly health: StoreHealth;
  readonly actionTokens: ActionTokenRepository;
  readonly lockouts: Lockouts;
  readonly requestCounters: RequestCounters;
  readonly auditFigures: AuditFigures;
  readonly context: INestApplicationContext;
  close(): Promise<void>;
}

export async function openPersistence(kind: StoreKind): Promise<Persistence> {
  const store = kind.create();
  const persistence = await connect(store.variables);
  const close = async () => {
    await persistence.close();
    await store.discard();
  };
  return { ...persistence, close };
}

/** Opens a fresh store before the tests of the suite around the call, and closes it after them. */
export function usePersistence(kind: StoreKind): () => Persistence {
  let store: Persistence;

  beforeAll(async () => {
    store = await openPersistence(kind);
  });

  afterAll(() => store.close());

  return () => store;
}

export async function connect(variables: { DATA_DIR: string; MONGO_URI?: string }): Promise<Persistence> {
  const adapter =
    variables.MONGO_URI === undefined
      ? SqlitePersistenceModule.in(variables.DATA_DIR)
      : MongoosePersistenceModule.at(variables.MONGO_URI);
  const root = { module: ClockModule, imports: [adapter] };
  const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  return {
    users: context.get(UserRepository),
    sessions: context.get(SessionRepository),
    places: context.get(KnownPlaces),
    auditStore: context.get(AuditStore),
    auditEvents: context.get(AuditEvents),
    health: context.get(StoreHealth),
    actionTokens: context.get(ActionTokenRepository),
    lockouts: context.get(Lockouts),
    requestCounters: context.get(RequestCounters),
    auditFigures: context.get(AuditFigures),
    context,
    close: () => context.close(),
  };
}

type StoredEvent = Pick<AuditEvent, 'id' | 'type' | 'actorId' | 'userId' | 'sessionId' | 'details'> & {
  readonly occurredAt: Date;
};

/** What the trail holds, oldest first, read past the port: reading it is not the port's business yet. */
export async function storedEvents(context: INestApplicationContext): Promise<StoredEvent[]> {
  if (context.get(StoreHealth, { strict: false }).store === 'sqlite') {
    const sqlite = context.get(SqliteStore, { strict: false });
    return sqlite.all('SELECT * FROM auditEvents ORDER BY id').map(
      (row) =>
        ({
          ...row,
          occurredAt: new Date(Number(row['occurredAt'])),
          details: JSON.parse(String(row['details'])) as unknown,
        }) as unknown as StoredEvent,
    );
  }
  const model = context.get<Model<AuditEventDocument>>(getModelToken('AuditEvent'), { strict: false });
  const documents = await model.find().sort({ _id: 1 }).lean<AuditEventDocument[]>();
  return documents.map(({ _id, actorId, userId, sessionId, ...rest }) => ({
    ...rest,
    id: _id.toString(),
    actorId: actorId?.toString() ?? null,
    userId: userId?.toString() ?? null,
    sessionId: sessionId?.toString() ?? null,
  }));
}

/** Puts a session into the store as it is, past the port, which only opens new ones. */
export async function storeSession({ context }: Pick<Persistence, 'context'>, session: Session): Promise<void> {
  if (context.get(StoreHealth, { strict: false }).store === 'sqlite') {
    const sqlite = context.get(SqliteStore, { strict: false });
    await sqlite.write(() => sqlite.run(INSERT_SESSION, ...columnsOf(session)));
  } else {
    const model = context.get<Model<SessionDocument>>(getModelToken('Session'), { strict: false });
    await model.insertOne(fromSession(session));
  }
}

/** Puts many accounts into the store, past the port, which takes one after the other. */
export async function storeUsers({ context }: Pick<Persistence, 'context'>, users: readonly User[]): Promise<void> {
  if (context.get(StoreHealth, { strict: false }).store === 'sqlite') {
    const repository = context.get(UserRepository, { strict: false });
    await Promise.all(users.map((user) => repository.insert(user)));
  } else {
    const model = context.get<Model<UserDocument>>(getModelToken('User'), { strict: false });
    // Few enough for a slow server's answer to come in time.
    for (let from = 0; from < users.length; from += 100) {
      await model.insertMany(users.slice(from, from + 100).map(fromUser));
    }
  }
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export const newId = (): string => randomUUID();
