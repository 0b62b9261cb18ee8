import { describe, expect, it } from '@jest/globals';
import {
  addFailure,
  type FailureCounts,
  forgiveFailures,
  type Guesser,
  type Limits,
  limitsFor,
  lockOf,
  takeBackFailure,
} from './lockout.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-11-25T12:00:00.000Z');

const at = (ms: number) => new Date(START + ms);
const stranger = (ipAddress: string) => limitsFor({ ipAddress });
const HERE = stranger('203.0.113.7');

/** Plays guesses that all fail, and notes which of them were looked at. */
class Account {
  counts: FailureCounts = [];

  constructor(public now = 0) {}

  /** Seconds until the lock ends, or null: the guess counted. */
  fail(limits: Limits): number | null {
    const lock = lockOf(this.counts, limits, at(this.now));
    this.counts = addFailure(this.counts, limits, at(this.now));
    return lock === null ? null : (lock.until.getTime() - at(this.now).getTime()) / SECOND;
  }

  failTimes(times: number, limits: Limits): (number | null)[] {
    return Array.from({ length: times }, () => this.fail(limits));
  }

  /** Fails as soon as it may, and returns how long it had to wait each time. */
  failAtOnce(times: number, limits: Limits): number[] {
    return Array.from({ length: times }, () => {
      const wait = this.fail(limits);
      if (wait === null) return 0;
      this.now += wait * SECOND;
      expect(this.fail(limits)).toBeNull();
      return wait;
    });
  }

  locked(limits: Limits): string | null {
    return lockOf(this.counts, limits, at(this.now))?.kind ?? null;
  }
}

describe('one network', () => {
  it('has five failures free, then waits 30 s, doubling up to an hour', () => {
    const waits = new Account().failAtOnce(15, HERE);
    expect(waits).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  it('is locked up to the last moment, and a refused guess does not make it longer', () => {
    const account = new Account();
    account.failTimes(5, HERE);
    account.now = 30 * SECOND - 1;
    expect(account.fail(HERE)).toBe(0.001);
    account.now += 1;
    expect(account.fail(HERE)).toBeNull();
    expect(account.fail(HERE)).toBe(60);
  });

  it('forgets one failure every two hours', () => {
    const account = new Account();
    account.failTimes(4, HERE);
    account.now = 4 * HOUR;
    expect(account.failTimes(3, HERE)).toEqual([null, null, null]);
    expect(account.fail(HERE)).toBe(30);
    account.now += 48 * HOUR;
    expect(account.failTimes(6, HERE)).toEqual([null, null, null, null, null, 30]);
  });

  it('counts right though clocks differ by seconds', () => {
    const account = new Account();
    for (const now of [5000, 0, 9999, 3, 2000]) {
      account.now = now;
      expect(account.fail(HERE)).toBeNull();
    }
    expect(account.fail(HERE)).toBe(30);
  });

  it('does not lock another, nor another account', () => {
    const account = new Account();
    account.failTimes(6, HERE);
    expect(account.locked(stranger('203.0.113.8'))).toBeNull();
    expect(new Account().locked(HERE)).toBeNull();
  });
});

describe('IPv6', () => {
  it('counts a /64 as one network', () => {
    const account = new Account();
    account.failTimes(3, stranger('2001:db8::1'));
    account.failTimes(2, stranger('2001:db8::ffff'));
    expect(account.locked(stranger('2001:db8::2'))).toBe('network');
    expect(account.locked(stranger('2001:db8:0:1::2'))).toBeNull();
  });

  it('has twenty failures free in a /48, however many networks of it are used', () => {
    const account = new Account();
    const guesses = Array.from({ length: 22 }, (_, n) => account.fail(stranger(`2001:db8:0:${n.toString(16)}::1`)));
    expect(guesses).toEqual([...Array.from({ length: 20 }, () => null), 30, 30]);
    expect(account.locked(stranger('2001:db8:0:99::1'))).toBe('site');
    expect(account.locked(stranger('2001:db8:1::1'))).toBeNull();
  });
});

describe('all networks together', () => {
  const spread = (n: number) => stranger(`198.51.${Math.floor(n / 256)}.${n % 256}`);

  it('have 100 failures free, and then one for each that is forgotten: 100 a day', () => {
    const account = new Account();
    for (let n = 0; n < 100; n += 1) expect(account.fail(spread(n))).toBeNull();
    expect(account.locked(HERE)).toBe('account');
    expect(account.failAtOnce(3, HERE)).toEqual([864, 864, 864]);
    account.now += 24 * HOUR;
    for (let n = 0; n < 100; n += 1) expect(account.fail(spread(n + 300))).toBeNull();
    expect(account.fail(HERE)).toBe(864);
  });

  it('never stop what fails now and then', () => {
    const account = new Account();
    for (let n = 0; n < 1000; n += 1) {
      account.now += 15 * MINUTE;
      expect(account.fail(spread(n))).toBeNull();
    }
  });

  it('remember a bounded number of networks', () => {
    const account = new Account();
    for (let n = 0; n < 10_000; n += 1) {
      account.now += MINUTE;
      account.fail(spread(n));
    }
    expect(account.counts.length).toBeLessThan(210);
  });
});

describe.each<[string, (id: string) => Guesser]>([
  ['a known device', (deviceId) => ({ deviceId })],
  ['a live session', (sessionId) => ({ sessionId })],
])('%s', (_name, guesser) => {
  const own = limitsFor(guesser('one'));

  it('is free while strangers are locked out, and they while it is', () => {
    const account = new Account();
    for (let n = 0; n < 200; n += 1) account.fail(stranger(`198.51.100.${n}`));
    expect([account.locked(HERE), account.locked(own)]).toEqual(['account', null]);
    const other = new Account();
    other.failTimes(6, own);
    expect(other.locked(own)).not.toBeNull();
    expect([other.locked(HERE), other.locked(limitsFor(guesser('two')))]).toEqual([null, null]);
  });

  it('waits like a network', () => {
    expect(new Account().failAtOnce(8, own)).toEqual([0, 0, 0, 0, 0, 30, 60, 120]);
  });

  it('can not be made many of, to guess without end', () => {
    const account = new Account();
    for (let n = 0; n < 25; n += 1) account.failTimes(4, limitsFor(guesser(`stolen ${n}`)));
    expect([account.locked(own), account.locked(HERE)]).toEqual(['known', null]);
  });
});

describe('a guess that was right', () => {
  it("forgets its own network's failures, and of the account's only itself", () => {
    const account = new Account();
    for (let n = 0; n < 98; n += 1) account.fail(stranger(`198.51.100.${n}`));
    account.fail(HERE);
    account.fail(HERE);
    account.counts = forgiveFailures(account.counts, HERE, at(0));
    expect(account.fail(HERE)).toBeNull();
    expect(account.fail(HERE)).toBe(864);
    expect(account.counts.some(({ counter }) => counter === 'network 198.51.100.1')).toBe(true);
  });

  it('leaves nothing behind on an account that nobody else failed at', () => {
    const account = new Account();
    for (const limits of [HERE, stranger('2001:db8::1'), limitsFor({ deviceId: 'one' })]) {
      account.fail(limits);
      account.counts = forgiveFailures(account.counts, limits, at(0));
    }
    expect(account.counts).toEqual([]);
  });
});

describe('a guess that was not looked at', () => {
  it('takes its failure back, and the lock that it set', () => {
    const account = new Account();
    account.failTimes(4, HERE);
    for (let n = 0; n < 20; n += 1) {
      expect(account.fail(HERE)).toBeNull();
      expect(account.locked(HERE)).toBe('network');
      account.counts = takeBackFailure(account.counts, HERE, at(0));
    }
    expect(account.failTimes(2, HERE)).toEqual([null, 30]);
  });

  it('takes nothing from what is forgotten already', () => {
    const account = new Account();
    expect(takeBackFailure(account.counts, HERE, at(0))).toEqual([]);
    account.fail(HERE);
    account.now = 2 * HOUR;
    account.counts = takeBackFailure(account.counts, HERE, at(account.now));
    expect(account.failTimes(6, HERE)).toEqual([null, null, null, null, null, 30]);
  });
});

it('says by the very same counts that there is nothing to write', () => {
  const account = new Account();
  account.failTimes(5, HERE);
  expect(addFailure(account.counts, HERE, at(0))).toBe(account.counts);
});

it('tells of the lock that ends last', () => {
  const limits = limitsFor({ ipAddress: '2001:db8::1' });
  const until = [at(30), at(60), at(40)];
  const counts = limits.map(({ counter }, n) => ({ counter, drainedAt: at(HOUR), lockedUntil: until[n]! }));
  expect(lockOf(counts, limits, at(0))).toEqual({ kind: 'site', until: at(60) });
});

it.each<[Guesser, string[]]>([
  [{ deviceId: 'd' }, ['device', 'known']],
  [{ sessionId: 's' }, ['session', 'known']],
  [{ ipAddress: '203.0.113.7' }, ['network', 'account']],
  [{ ipAddress: '2001:db8::1' }, ['network', 'site', 'account']],
])('%j is held to the limits that the trail names', (guesser, kinds) => {
  expect(limitsFor(guesser).map(({ kind }) => kind)).toEqual(kinds);
});
