import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, MINUTE, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { DomainError, Overloaded, StorageUnavailable } from '../../domain/errors.js';
import type { KnownDevice } from '../ports/device-tokens.js';

const WRONG = 'eight purple llamas';
const SECOND = 1000;

let app: UseCases;
let device: KnownDevice;
beforeEach(async () => {
  app = new UseCases();
  // What is tested is when hashing happens, not what it gives.
  app.hasher.intercept('verify', (_real, _hash, password) => Promise.resolve(password === PASSWORD));
  app.hasher.intercept('verifyNothing', () => Promise.resolve());
  const { user } = await app.register();
  device = { userId: user.id, deviceId: 'laptop' };
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

type Attempt = Parameters<UseCases['login']>[0];

const from = (ipAddress: string) => ({ client: { ...CLIENT, ipAddress } });
const fail = (attempt: Attempt = {}) => outcomeOf(app.login({ password: WRONG, ...attempt }));
const succeed = (attempt: Attempt = {}) => outcomeOf(app.login(attempt));

/** "ok", the code of a refusal, or the seconds that a lock lasts. */
async function outcomeOf(login: Promise<unknown>): Promise<string | number> {
  return login.then(
    () => 'ok',
    (fault: unknown) => {
      if (!(fault instanceof DomainError)) throw fault;
      return fault.retryAfterSeconds ?? fault.code;
    },
  );
}

async function failTimes(times: number, attempt: Attempt = {}): Promise<(string | number)[]> {
  const outcomes = [];
  for (let n = 0; n < times; n += 1) outcomes.push(await fail(attempt));
  return outcomes;
}

const FIVE_WRONG = Array.from({ length: 5 }, () => 'invalid-credentials');

describe('after five wrong passwords', () => {
  it.each([
    ['an account', EMAIL],
    ['an e-mail that nobody has', 'eve@example.com'],
  ])('%s is locked to their network for 30 s, whatever the password, and nothing is hashed', async (_name, email) => {
    expect(await failTimes(6, { email })).toEqual([...FIVE_WRONG, 30]);
    app.forgetCalls();
    expect([await succeed({ email }), await fail({ email })]).toEqual([30, 30]);
    expect(app.hashings).toEqual([]);
    app.clock.advance(29_001);
    expect(await succeed({ email })).toBe(1);
    app.clock.advance(999);
    expect(await succeed({ email })).toBe(email === EMAIL ? 'ok' : 'invalid-credentials');
  });

  it('the code is account-locked', async () => {
    await failTimes(5);
    await expect(app.login()).rejects.toMatchObject({ code: 'account-locked', retryAfterSeconds: 30 });
  });

  it('another spelling of the e-mail is the same account', async () => {
    await failTimes(5);
    expect(await succeed({ email: ' ADA@Example.com ' })).toBe(30);
  });

  it('an account that is closed locks alike', async () => {
    await app.sql('UPDATE users SET isActive = 0');
    expect([...(await failTimes(4)), await succeed(), await succeed()]).toEqual([...FIVE_WRONG, 30]);
  });

  it('other networks, other accounts and known devices are free', async () => {
    await failTimes(5);
    await app.register({ email: 'eve@example.com', password: 'nine green alpacas' });
    expect(await fail({ email: 'eve@example.com' })).toBe('invalid-credentials');
    expect(await succeed(from('198.51.100.9'))).toBe('ok');
    expect(await succeed({ knownDevices: [device] })).toBe('ok');
    expect(await succeed()).toBe(30);
  });

  it('a refresh clears nothing, a login its own count only', async () => {
    const { token } = await app.login({ ...from('198.51.100.9') });
    await failTimes(5);
    await app.refresh(token);
    await succeed(from('198.51.100.9'));
    expect(await succeed()).toBe(30);
    app.clock.advance(30 * SECOND);
    expect(await succeed()).toBe('ok');
    expect(await failTimes(6)).toEqual([...FIVE_WRONG, 30]);
  });
});

describe('a known device', () => {
  it('is counted on its own', async () => {
    expect(await failTimes(6, { knownDevices: [device] })).toEqual([...FIVE_WRONG, 30]);
    expect(await succeed({ knownDevices: [{ ...device, deviceId: 'phone' }] })).toBe('ok');
    expect(await succeed()).toBe('ok');
  });

  it("of another account is none: its cookie buys no guesses at this one's", async () => {
    const { user } = await app.register({ email: 'eve@example.com', password: 'nine green alpacas' });
    await failTimes(5);
    const devices = [{ userId: user.id, deviceId: 'laptop' }];
    expect(await succeed({ knownDevices: devices })).toBe(30);
    expect(await succeed({ knownDevices: [...devices, device] })).toBe('ok');
  });
});

describe('guesses at once', () => {
  it('are as many as one after another: the others find the lock', async () => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => fail()));
    expect(outcomes.filter((outcome) => outcome === 'invalid-credentials')).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === 30)).toHaveLength(25);
    expect(app.hashings).toHaveLength(5);
  });

  it('that are all right are all let in', async () => {
    expect(await Promise.all(Array.from({ length: 30 }, () => succeed()))).toEqual(
      Array.from({ length: 30 }, () => 'ok'),
    );
  });
});

describe('a guess that nobody could look at', () => {
  it.each([
    ['was shed', new Overloaded()],
    ['met a broken hasher', new Error('injected')],
  ])('because it %s, does not count', async (_name, fault) => {
    await failTimes(4);
    for (let n = 0; n < 10; n += 1) {
      app.hasher.interceptOnce('verify', () => Promise.reject(fault));
      await expect(app.login()).rejects.toBe(fault);
    }
    expect([await fail(), await fail()]).toEqual(['invalid-credentials', 30]);
  });

  it('costs no store call when there is no room to hash', async () => {
    app.hasher.intercept('checkRoom', () => {
      throw new Overloaded();
    });
    expect(await succeed()).toBe('overloaded');
    expect([...app.users.calls, ...app.lockouts.calls, ...app.audit.calls]).toEqual([]);
  });

  it('is refused when it can not be counted', async () => {
    app.lockouts.failOnce('reserve');
    await expect(app.login()).rejects.toThrow(StorageUnavailable);
    expect(app.hashings).toEqual([]);
  });
});

describe('the trail', () => {
  it('has one event a minute of an account and a network that is locked, with the limit and the time left', async () => {
    await failTimes(5);
    for (let n = 0; n < 10; n += 1) await fail();
    const [event, ...more] = app.events('login.locked');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      details: { limit: 'network', seconds: 30 },
      outcome: 'failure',
      actorId: null,
      userId: device.userId,
      ipAddress: '192.0.2.1',
    });
    app.clock.advance(MINUTE);
    await fail();
    await fail();
    expect(app.events('login.locked')).toHaveLength(2);
  });

  it('keeps no e-mail of nobody', async () => {
    await failTimes(6, { email: 'eve@example.com' });
    expect(app.events('login.locked')).toMatchObject([{ userId: null }]);
    const everything = ['auditEvents', 'lockouts'].flatMap((table) => app.store.all(`SELECT * FROM ${table}`));
    expect(JSON.stringify(everything)).not.toContain('eve@');
  });
});

it('10,000 failures from 200 networks never keep a known device out, and a stranger no longer than 14 min 24 s', async () => {
  let counted = 0;
  for (let n = 0; n < 10_000; n += 1) {
    app.clock.advance(10 * SECOND);
    if ((await fail(from(`198.51.100.${n % 200}`))) === 'invalid-credentials') counted += 1;
    if (n % 500 === 499) expect(await succeed({ knownDevices: [device] })).toBe('ok');
  }
  // 28 hours: a hundred, and a hundred a day.
  expect(counted).toBeGreaterThan(100);
  expect(counted).toBeLessThanOrEqual(100 + 28 * (100 / 24));
  const wait = await succeed(from('203.0.113.7'));
  expect(wait).toBeLessThanOrEqual(864);
  app.clock.advance(Number(wait) * SECOND);
  expect(await succeed(from('203.0.113.7'))).toBe('ok');
});
