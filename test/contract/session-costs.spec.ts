import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { fromSession } from '../../src/infrastructure/persistence/mongoose/session-documents.js';
import { columnsOf, INSERT_SESSION } from '../../src/infrastructure/persistence/sqlite/session-rows.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { databaseUri, type MongoServer, startMongo } from '../support/mongo-server.ts';
import { connect, openPersistence, type Persistence, storeSession, times } from '../support/persistence.ts';
import { type Plan, plansOf } from '../support/plans.ts';
import { NOW, sampleSession, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const OTHERS = 100_000;
const BATCH = 1000;
/** It takes a minute on a machine that has nothing else to do. */
const PATIENCE_MS = 900_000;

const user = sampleUser();
const own = times(5, () => sampleSession({ userId: user.id }));

/** The plan of what `GET /auth/sessions` asks, before the sessions of others come, and after. */
let alone: Plan[];
let amongOthers: Plan[];

async function measure(store: Persistence, fill: (store: Persistence) => Promise<void>): Promise<void> {
  const list = async () => {
    const sessions = await store.sessions.listLive(user, NOW);
    expect(sessions.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort());
  };
  for (const session of own) await storeSession(store, session);
  alone = await plansOf(store, list);
  await fill(store);
  amongOthers = await plansOf(store, list);
}

describe('a user among 100,000 sessions in SQLite', () => {
  let store: Persistence;

  beforeAll(async () => {
    store = await openPersistence(STORES[0]!);
    await measure(store, async ({ context }) => {
      const sqlite = context.get(SqliteStore, { strict: false });
      await sqlite.write(() => {
        for (let count = 0; count < OTHERS; count += 1) sqlite.run(INSERT_SESSION, ...columnsOf(sampleSession()));
      });
    });
  }, PATIENCE_MS);

  afterAll(() => store.close());

  it('is searched for in the index of users, by the same plan as without the others', () => {
    expect(amongOthers).toEqual(alone);
    const search = 'SEARCH sessions USING INDEX sessionsOfUser (userId=? AND revokedAt=?)';
    expect(amongOthers.map(({ steps }) => steps[0])).toEqual([search]);
  });
});

describe('a user among 100,000 sessions in MongoDB', () => {
  // A server of its own: emptying one of so much takes the one that is tested with longer than filling it.
  let server: MongoServer;
  let store: Persistence;
  let patient: Connection;

  beforeAll(async () => {
    server = await startMongo();
    const uri = databaseUri(server.uri, `ratchet-${randomUUID()}`);
    store = await connect({ DATA_DIR: '', MONGO_URI: uri });
    // The service's own gives up a write after 3 s.
    patient = await mongoose.createConnection(uri).asPromise();
    await measure(store, async () => {
      const sessions = patient.collection('sessions');
      // What nothing here asks for would take most of the time.
      for (const index of ['purgeAt_1', 'revokedAt_1', 'userId_1__id_-1', 'absoluteExpiresAt_1'])
        await sessions.dropIndex(index);
      for (let count = 0; count < OTHERS; count += BATCH) {
        const documents = times(BATCH, () => fromSession(sampleSession()));
        await sessions.insertMany(documents as object[], { ordered: false });
      }
    });
  }, PATIENCE_MS);

  afterAll(async () => {
    if (server.name === 'MONGO_TEST_URI') await patient.dropDatabase();
    await patient.close();
    await store.close();
    await server.stop();
  }, PATIENCE_MS);

  it('is scanned for in the index of users, with as few documents looked at as without the others', () => {
    expect(amongOthers).toEqual(alone);
    expect(amongOthers[0]?.steps).toContain('IXSCAN userId_1_revokedAt_1_createdAt_-1');
    expect(amongOthers.map(({ examined }) => examined)).toEqual([own.length]);
  });
});
