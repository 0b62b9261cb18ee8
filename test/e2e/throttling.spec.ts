import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestCounters } from '../../src/application/ports/request-counters.js';
import { type Answer, bearer, Browser, newEmail } from '../support/browser.ts';
import { times } from '../support/persistence.ts';
import { type Service, startService, useService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const ON = { RATE_LIMIT: 'on', TRUST_PROXY: '1' };

/** SQLite is for one process; over MongoDB two instances count together. */
const SETTINGS = STORES.map((kind) => ({ kind, name: kind.name, instances: kind.name === 'sqlite' ? 1 : 2 }));

describe.each(SETTINGS)('throttling over $name, $instances instance(s)', ({ kind, instances }) => {
  let store: StoreSettings;
  let services: Service[];

  beforeAll(async () => {
    store = kind.create();
    services = await Promise.all(times(instances, () => startService(store, ON)));
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await store.discard();
  });

  const browser = (ipAddress: string, index = 0) =>
    new Browser(services[index % instances]?.address ?? '', { 'x-forwarded-for': ipAddress });

  const fail = (ipAddress: string, index = 0) => browser(ipAddress, index).login(newEmail(), 'not the password');

  it('lets 20 logins a minute of one network through, all instances together, and says what is left', async () => {
    const first = await fail('203.0.113.1');
    expect(first.status).toBe(401);
    expect(first.headers.get('ratelimit-policy')).toBe('"login";q=20;w=60');
    expect(first.headers.get('ratelimit')).toBe('"login";r=19;t=60');
    const answers = await Promise.all(times(60, (n) => fail('203.0.113.1', n)));
    const limited = answers.filter(({ status }) => status === 429);
    expect([limited.length, answers.filter(({ status }) => status === 401).length]).toEqual([41, 19]);
    for (const { body, headers } of limited) {
      expect(body.code).toBe('rate-limited');
      expect(headers.get('ratelimit')).toMatch(/^"login";r=0;t=\d+$/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    }
    expect((await fail('203.0.113.2')).status).toBe(401);
  });

  it('counts exactly 100 of 100 hits at once, all instances together', async () => {
    const counters = services.map(({ app }) => app.get(RequestCounters, { strict: false }));
    const key = `login ${randomUUID()}`;
    const hits = await Promise.all(
      times(100, async (n) => (await counters[n % instances]?.hit(key, 60_000, new Date()))?.hits),
    );
    expect(hits.sort((a = 0, b = 0) => a - b)).toEqual(times(100, (n) => n + 1));
  });

  it('takes a /64 of IPv6 for one network, and IPv4-mapped for IPv4', async () => {
    for (let n = 0; n < 20; n += 1) await fail(`2001:db8::${n.toString(16)}`);
    expect((await fail('2001:db8::ffff:1')).status).toBe(429);
    expect((await fail('2001:db8:0:1::1')).status).toBe(401);
    for (let n = 0; n < 20; n += 1) await fail('203.0.113.3');
    expect((await fail('::ffff:203.0.113.3')).status).toBe(429);
  });

  it('counts groups apart: who may not sign in may still refresh and sign out', async () => {
    const owner = browser('203.0.113.4');
    const registered = await owner.register(newEmail());
    expect(registered.headers.get('ratelimit')).toBe('"register";r=9;t=3600');
    for (let n = 0; n < 21; n += 1) await fail('203.0.113.4');
    expect((await fail('203.0.113.4')).status).toBe(429);
    const refreshed = await owner.refresh();
    expect([refreshed.status, refreshed.headers.get('ratelimit')]).toEqual([200, '"refresh";r=119;t=60']);
    const me = await owner.get('/auth/me', bearer(refreshed.body.accessToken));
    expect([me.status, me.headers.get('ratelimit-policy')]).toEqual([200, '"default";q=600;w=60']);
    expect((await owner.post('/auth/logout')).status).toBe(204);
  });

  it('refuses the 11th registration of an hour', async () => {
    const answers: Answer<unknown>[] = [];
    for (let n = 0; n < 11; n += 1) answers.push(await browser('203.0.113.5', n).register(newEmail()));
    expect(answers.map(({ status }) => status)).toEqual([...times(10, () => 201), 429]);
  });

  it('counts no page of a foreign origin, and leaves probes and keys alone', async () => {
    for (let n = 0; n < 25; n += 1) {
      const headers = { origin: 'https://evil.example' };
      const answer = await browser('203.0.113.6').post('/auth/login', {}, headers);
      expect([answer.status, answer.headers.get('ratelimit')]).toEqual([403, null]);
    }
    expect((await fail('203.0.113.6')).status).toBe(401);
    for (const path of ['/health/live', '/health/ready', '/.well-known/jwks.json']) {
      expect((await browser('203.0.113.6').get(path)).headers.get('ratelimit')).toBeNull();
    }
  });
});

describe('throttling without its store', () => {
  const kind = STORES[0]!;
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store, ON);
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  it('refuses logins and registrations, and lets the rest go on', async () => {
    const owner = new Browser(service.address);
    await owner.register(newEmail());
    const other = new DatabaseSync(join(store.variables.DATA_DIR, 'ratchet.db'));
    other.exec('BEGIN EXCLUSIVE');
    for (const answer of [await owner.login(newEmail()), await owner.register(newEmail())]) {
      expect([answer.status, answer.body.code]).toEqual([503, 'storage-unavailable']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const forged = await owner.refresh({ cookie: 'refresh_token=rubbish' });
    expect([forged.status, forged.headers.get('ratelimit')]).toEqual([401, '"refresh";r=119;t=60']);
    other.close();
    expect((await owner.refresh()).status).toBe(200);
  });
});

describe('throttling that is off', () => {
  const service = useService(STORES[0]!, { RATE_LIMIT: 'off' });

  it('counts nothing and says nothing', async () => {
    const answers = await Promise.all(times(40, () => new Browser(service().address).login(newEmail(), 'x')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(answers.map(({ headers }) => headers.get('ratelimit')).every((header) => header === null)).toBe(true);
  });
});
