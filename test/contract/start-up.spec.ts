import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { connect, openPersistence, type Persistence, times, storeSession } from '../support/persistence.ts';
import { sampleSession, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const [sqlite, mongodb] = STORES as [(typeof STORES)[0], (typeof STORES)[0]];

describe('StoreHealth', () => {
  it.each(STORES)('says that $name answers', async (kind) => {
    const store = await openPersistence(kind);
    await expect(store.health.check()).resolves.toBeUndefined();
    expect(store.health.store).toBe(kind.name);
    await store.close();
  });
});

describe('start-up', () => {
  it('of SQLite keeps a second server out, and lets it in once the first is gone', async () => {
    const { variables, discard } = sqlite.create();
    const first = await connect(variables);
    const user = sampleUser();
    await first.users.insert(user);
    await expect(connect(variables)).rejects.toThrow(/Another server is using/);
    await first.close();
    const second = await connect(variables);
    expect(await second.users.findById(user.id)).toEqual(user);
    await second.close();
    await discard();
  });

  it('of five instances at once on one MongoDB makes the schema once', async () => {
    const { variables, discard } = mongodb.create();
    const instances = await Promise.all(times(5, () => connect(variables)));
    const racers = instances.map(({ users }) => users.insert(sampleUser({ email: 'one@example.com' })));
    expect((await Promise.all(racers)).filter(Boolean)).toHaveLength(1);
    await Promise.all(instances.map((instance) => instance.close()));
    await discard();
  });
});

describe('what MongoDB holds', () => {
  let store: Persistence;
  let connection: Connection;

  beforeAll(async () => {
    store = await openPersistence(mongodb);
    connection = store.context.get<Connection>(getConnectionToken(), { strict: false });
  });

  afterAll(() => store.close());

  it('are ids as BSON UUIDs', async () => {
    const session = sampleSession();
    await storeSession(store, session);
    const raw = await connection.collection('sessions').findOne({ tokenHash: session.tokenHash });
    expect(raw?._id).toMatchObject({ sub_type: 4 });
    expect(raw?.['userId']).toMatchObject({ sub_type: 4 });
  });

  it('are the indexes that the design names', async () => {
    const keysOf = async (name: string) => {
      const indexes = await connection.collection(name).indexes();
      return indexes.map(({ key, unique, expireAfterSeconds }) => ({
        key: key,
        unique,
        expireAfterSeconds,
      }));
    };
    expect(await keysOf('users')).toContainEqual({ key: { email: 1 }, unique: true, expireAfterSeconds: undefined });
    const sessions = await keysOf('sessions');
    expect(sessions.map(({ key }) => key)).toEqual(
      expect.arrayContaining([{ userId: 1, revokedAt: 1, createdAt: -1 }, { revokedAt: 1 }, { purgeAt: 1 }]),
    );
    expect(sessions).toContainEqual({ key: { purgeAt: 1 }, unique: undefined, expireAfterSeconds: 0 });
    expect((await keysOf('audit_events')).map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        { userId: 1, _id: 1 },
        { sessionId: 1, _id: 1 },
        { type: 1, _id: 1 },
        { outcome: 1, _id: 1 },
      ]),
    );
    const audit = await keysOf('audit_events');
    const chains = { writerId: 1, class: 1, seq: 1 };
    expect(audit).toContainEqual({ key: chains, unique: true, expireAfterSeconds: undefined });
    expect(audit).toContainEqual({ key: { purgeAt: 1 }, unique: undefined, expireAfterSeconds: 0 });
  });
});
