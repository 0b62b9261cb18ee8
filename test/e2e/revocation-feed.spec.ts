import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RevocationPolling } from '../../src/http/security/revocation-polling.js';
import { createAccount, type Device, partOf, signIn, signInAs } from '../support/accounts.ts';
import { CuttableProxy } from '../support/cuttable-proxy.ts';
import { ENDINGS, MAX_SESSIONS, type Scene, setScene } from '../support/endings.ts';
import { times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { sharedMongoUri, STORES, type StoreKind, type StoreSettings } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const [, mongodb] = STORES as [StoreKind, StoreKind];

/** Of each way to end a session, so many are timed. */
const ROUNDS = 5;
const LIMIT_MS = 2000;
const GIVE_UP_MS = 20_000;

/** What the guard says of an access token: whoever passes it asks for a session that is none, which takes no store call. */
async function guardSays(device: Device, { address }: Service): Promise<string> {
  const { body } = await Object.assign(device.copy(), { address }).delete('/auth/sessions/none');
  return body.code;
}

/** Milliseconds until the guard of an instance refuses the token. */
async function timeToRefusal(device: Device, service: Service): Promise<number> {
  const from = performance.now();
  while (performance.now() - from < GIVE_UP_MS) {
    if ((await guardSays(device, service)) === 'token-revoked') break;
    await sleep(25);
  }
  return performance.now() - from;
}

describe('the revocation feed of two instances on one MongoDB', () => {
  let store: StoreSettings;
  let here: Service;
  let there: Service;
  let admin: Device;

  beforeAll(async () => {
    store = mongodb.create();
    [here, there] = await Promise.all([startService(store, MAX_SESSIONS), startService(store, MAX_SESSIONS)]);
    admin = await signInAs(here, 'admin');
  });

  afterAll(async () => {
    await Promise.all([here.stop(), there.stop()]);
    await store.discard();
  });

  const scenes = () => Promise.all(ENDINGS.map((ending) => setScene(here, admin).then((scene) => ({ ending, scene }))));

  async function timeOf(end: (scene: Scene) => Promise<unknown>, scene: Scene): Promise<number> {
    const before = scene.victim.copy();
    await end(scene);
    return timeToRefusal(before, there);
  }

  it('refuses the access tokens of ended sessions on the other instance within 2 s, however they ended', async () => {
    const slowest = Object.fromEntries(ENDINGS.map(({ how }) => [how, 0]));
    for (let round = 0; round < ROUNDS; round += 1) {
      const prepared = await scenes();
      for (const { scene } of prepared) expect(await guardSays(scene.victim, there)).toBe('not-found');
      const took = await Promise.all(prepared.map(({ ending, scene }) => timeOf(ending.end, scene)));
      for (const [index, { how }] of ENDINGS.entries()) slowest[how] = Math.max(slowest[how] ?? 0, took[index] ?? 0);
    }
    const worst = Math.max(...Object.values(slowest));
    process.stderr.write(`Revocation feed: ${ROUNDS * ENDINGS.length} sessions, slowest ${Math.round(worst)} ms\n`);
    expect(Object.entries(slowest).filter(([, ms]) => ms >= LIMIT_MS)).toEqual([]);
  });

  it('refuses them at once on the instance that ended them', async () => {
    for (const { ending, scene } of await scenes()) {
      const before = scene.victim.copy();
      await ending.end(scene);
      expect([ending.how, await guardSays(before, here)]).toEqual([ending.how, 'token-revoked']);
    }
  });

  it('is not waited for by routes that name a permission, nor by refreshes', async () => {
    partOf(there, RevocationPolling).onModuleDestroy();
    for (const { ending, scene } of await scenes()) {
      const before = Object.assign(scene.victim.copy(), { address: there.address });
      expect((await before.get('/admin/users?limit=1')).status).toBe(200);
      await ending.end(Object.assign(scene, { victim: Object.assign(before.copy(), { address: here.address }) }));
      const { status, body } = await before.get('/admin/users?limit=1');
      expect([ending.how, status, body.code]).toEqual([ending.how, 401, 'token-revoked']);
      expect((await before.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: ending.reason });
    }
  });
});

describe('the revocation feed of an instance that has lost its store', () => {
  it('lets the guard go on without it, and catches up', async () => {
    const store = mongodb.create();
    const proxy = await CuttableProxy.before(sharedMongoUri());
    const database = new URL(store.variables.MONGO_URI ?? '').pathname.slice(1);
    const here = await startService(store);
    const behind = { ...store, variables: { ...store.variables, MONGO_URI: proxy.uri(database) } };
    const there = await startService(behind);
    const email = await createAccount(here, 'user');
    const [early, late, live] = (await Promise.all(times(3, () => signIn(here, email)))) as [Device, Device, Device];
    await live.delete(`/auth/sessions/${early.sessionId}`);
    expect(await timeToRefusal(early, there)).toBeLessThan(GIVE_UP_MS);

    proxy.cut();
    await live.delete(`/auth/sessions/${late.sessionId}`);
    const away = Object.assign(live.copy(), { address: there.address });
    expect((await away.get('/auth/me')).body.code).toBe('storage-unavailable');
    expect(await guardSays(early, there)).toBe('token-revoked');
    expect(await guardSays(live, there)).toBe('not-found');
    expect(await guardSays(late, there)).toBe('not-found');

    proxy.mend();
    expect(await timeToRefusal(late, there)).toBeLessThan(GIVE_UP_MS);
    expect(await guardSays(live, there)).toBe('not-found');
    expect((await away.get('/auth/me')).status).toBe(200);

    await Promise.all([here.stop(), there.stop()]);
    await proxy.close();
    await store.discard();
  });
});

describe.each(STORES)('the revocation feed of a fresh instance over $name', (kind) => {
  it('knows at its first request what ended before it started', async () => {
    const store = kind.create();
    const first = await startService(store, MAX_SESSIONS);
    const admin = await signInAs(first, 'admin');
    const ended: Device[] = [];
    for (const { end } of ENDINGS) {
      const scene = await setScene(first, admin);
      ended.push(scene.victim.copy());
      await end(scene);
    }
    await first.stop();
    const second = await startService(store);
    for (const [index, device] of ended.entries()) {
      const { how } = ENDINGS[index]!;
      expect([how, await guardSays(device, second)]).toEqual([how, 'token-revoked']);
    }
    expect(await guardSays(admin, second)).toBe('not-found');
    await second.stop();
    await store.discard();
  });
});
