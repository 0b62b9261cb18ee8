import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { RefreshOutcomeUnknown, StorageUnavailable } from '../../src/domain/errors.js';
import { CuttableProxy } from '../support/cuttable-proxy.ts';
import { connect, type Persistence, storeSession } from '../support/persistence.ts';
import { sampleSession, sampleUser, stepOf } from '../support/samples.ts';
import { sharedMongoUri } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const ROTATION = 'findAndModify';

let proxy: CuttableProxy;
let store: Persistence;

beforeEach(async () => {
  proxy = await CuttableProxy.before(sharedMongoUri());
  store = await connect({ DATA_DIR: '', MONGO_URI: proxy.uri(`ratchet-${randomUUID()}`) });
});

afterEach(async () => {
  proxy.mend();
  await store.close();
  await proxy.close();
});

describe('MongooseSessionRepository.rotate when the network fails', () => {
  async function stored() {
    const session = sampleSession();
    await storeSession(store, session);
    return session;
  }

  it.each([
    ['the answer, once', 1],
    ["the answers of the try and of the driver's own retry", 2],
    ['the answers of four tries', 4],
  ])('finds its own write again after losing %s', async (_, times) => {
    const session = await stored();
    proxy.dropAnswersTo(ROTATION, times);
    const rotated = await store.sessions.rotate(stepOf(session));
    expect(rotated).toMatchObject({ generation: 1, tokenHash: 'hash-1' });
    expect(await store.sessions.find(session.id)).toEqual(rotated);
  });

  it('finds its own write again that lands only after reading back had not seen it', async () => {
    const session = await stored();
    proxy.holdBack(ROTATION, 2);
    const rotated = await store.sessions.rotate(stepOf(session));
    expect(rotated).toMatchObject({ generation: 1, tokenHash: 'hash-1' });
    expect(await store.sessions.find(session.id)).toEqual(rotated);
  });

  it("finds its own write again that the driver's retry met, on a server that does not know the two are one", async () => {
    const session = await stored();
    proxy.forgetRetries();
    proxy.holdBack(ROTATION, 1);
    const rotated = await store.sessions.rotate(stepOf(session));
    expect(rotated).toMatchObject({ generation: 1, tokenHash: 'hash-1' });
    expect(await store.sessions.find(session.id)).toEqual(rotated);
  });

  it('says that nothing happened when the write never left', async () => {
    const session = await stored();
    proxy.cut();
    // Once the driver has noticed; a command written before that may have left for all it knows.
    await expect(store.health.check()).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(store.sessions.rotate(stepOf(session))).rejects.toBeInstanceOf(StorageUnavailable);
    proxy.mend();
    expect(await store.sessions.find(session.id)).toEqual(session);
    expect(await store.sessions.rotate(stepOf(session))).toMatchObject({ generation: 1 });
  });

  it('says that it cannot tell when the write left and nothing can be read back', async () => {
    const session = await stored();
    proxy.cutBefore(ROTATION);
    await expect(store.sessions.rotate(stepOf(session))).rejects.toBeInstanceOf(RefreshOutcomeUnknown);
  });
});

describe('opening an account and a session when the network fails', () => {
  async function opening() {
    const user = sampleUser();
    await store.users.insert(user);
    return { session: sampleSession({ userId: user.id }), limit: 20, replacing: [] };
  }

  it('is done once after the answer to its commit was lost', async () => {
    const asked = await opening();
    proxy.dropAnswersTo('commitTransaction', 1);
    expect(await store.sessions.open(asked)).not.toBeNull();
    expect(await store.sessions.find(asked.session.id)).toEqual(asked.session);
  });

  it('gives up before its client has gone when no commit is ever answered', async () => {
    const asked = await opening();
    proxy.dropAnswersTo('commitTransaction', Infinity);
    await expect(store.sessions.open(asked)).rejects.toBeInstanceOf(StorageUnavailable);
  });

  it('does not take its own account for that of another after the answer to its insert was lost', async () => {
    proxy.forgetRetries();
    proxy.holdBack('insert', 1);
    expect(await store.users.insert(sampleUser())).toBe(true);
  });
});
