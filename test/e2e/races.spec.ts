import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const RACERS = 50;

/** SQLite is for one process; MongoDB is raced over two instances as well. */
const SETTINGS = STORES.flatMap((kind) =>
  (kind.name === 'sqlite' ? [1] : [1, 2]).map((instances) => ({ kind, name: kind.name, instances })),
);

describe.each(SETTINGS)('races over $name, $instances instance(s)', ({ kind, instances }) => {
  let store: StoreSettings;
  let services: Service[];

  beforeAll(async () => {
    store = kind.create();
    services = await Promise.all(times(instances, () => startService(store)));
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await store.discard();
  });

  const browser = (index = 0) => new Browser(services[index % instances]?.address ?? '');

  function tally(codes: readonly (string | number)[]): Record<string, number> {
    return codes.reduce<Record<string, number>>((counts, code) => ({ ...counts, [code]: (counts[code] ?? 0) + 1 }), {});
  }

  it('50 refreshes with one token: one goes through, the others are reuse, every session is dead', async () => {
    const email = newEmail();
    const owner = browser();
    await owner.register(email);
    const phone = browser();
    await phone.login(email);
    const racers = times(RACERS, (index) => Object.assign(browser(index), { token: owner.token }));
    const answers = await Promise.all(racers.map((racer) => racer.refresh()));
    const outcomes = tally(answers.map(({ status, body }) => (status === 200 ? 200 : (body.reason ?? body.code))));
    expect(outcomes).toEqual({ 200: 1, 'reuse-detected': RACERS - 1 });
    const winner = racers.find((_, index) => answers[index]?.status === 200) ?? owner;
    for (const device of [winner, phone]) {
      expect((await device.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: 'reuse-detected' });
    }
    expect((await phone.login(email)).status).toBe(200);
    expect((await phone.refresh()).status).toBe(200);
  });

  it('50 refreshes with one token and one idempotency key: one and the same successor', async () => {
    const owner = browser();
    await owner.register(newEmail());
    const key = { 'idempotency-key': 'k-3f9b2c71-6d1e-4a5f' };
    const racers = times(RACERS, (index) => Object.assign(browser(index), { token: owner.token }));
    const answers = await Promise.all(racers.map((racer) => racer.refresh(key)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: RACERS });
    expect(new Set(racers.map(({ token }) => token)).size).toBe(1);
    expect((await Object.assign(browser(), { token: racers[0]?.token }).refresh()).status).toBe(200);
  });

  it('50 registrations of one e-mail: one account, 49 conflicts', async () => {
    const email = newEmail();
    const answers = await Promise.all(times(RACERS, (index) => browser(index).register(email)));
    expect(tally(answers.map(({ status, body }) => (status === 201 ? 201 : body.code)))).toEqual({
      201: 1,
      'email-taken': RACERS - 1,
    });
  });

  it('20 logins at once leave at most MAX_SESSIONS_PER_USER sessions, and the newest among them', async () => {
    const email = newEmail();
    await browser().register(email);
    const devices = times(24, (index) => browser(index));
    // A login may be shed by a busy machine: 503, and nothing happened. Then the client tries again.
    const signIn = async (device: Browser, tries = 5): Promise<number> => {
      const { status } = await device.login(email);
      return status === 503 && tries > 1 ? signIn(device, tries - 1) : status;
    };
    expect(tally(await Promise.all(devices.map((device) => signIn(device))))).toEqual({ 200: 24 });
    const answers = await Promise.all(devices.map((device) => device.refresh()));
    const live = answers.filter(({ status }) => status === 200);
    expect(live.length).toBeLessThanOrEqual(20);
    expect(live.length).toBeGreaterThan(0);
    const evicted = answers.filter(({ status }) => status !== 200).map(({ body }) => body.reason);
    expect(new Set(evicted)).toEqual(new Set(['evicted']));
  });

  it('refreshes against logouts: after the logout has answered, no token works', async () => {
    for (let round = 0; round < 20; round += 1) {
      const owner = browser();
      await owner.register(newEmail());
      const other = Object.assign(browser(round), { token: owner.token });
      const [, left] = await Promise.all([owner.refresh(), other.post('/auth/logout')]);
      expect(left.status).toBe(204);
      if (owner.token !== null) expect((await owner.refresh()).body.reason).toBe('logout');
    }
  });
});
