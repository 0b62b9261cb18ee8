import { beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from '../../../test/support/fixed.js';
import { Tap } from '../../../test/support/tap.js';
import { RequestCounters, type WindowCount } from '../../application/ports/request-counters.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { LocalWindows } from './local-windows.js';
import { ThrottleStorage } from './throttle-storage.js';

const MINUTE = 60_000;

/** A store that instances share. */
class SharedCounters extends RequestCounters {
  private readonly windows = new LocalWindows();

  hit(key: string, windowMs: number, now: Date): Promise<WindowCount> {
    return Promise.resolve(this.windows.hit(key, windowMs, now));
  }
}

let clock: FixedClock;
let counters: Tap<RequestCounters>;
let storage: ThrottleStorage;
beforeEach(() => {
  clock = new FixedClock();
  counters = new Tap<RequestCounters>(new SharedCounters());
  storage = new ThrottleStorage(counters.port, clock);
});

const hit = (group: string, network = '203.0.113.7') =>
  storage.increment(`${group} ${network}`, MINUTE, 3, MINUTE, group);

describe.each(['login', 'register', 'recovery', 'refresh', 'default'])('the group %s', (group) => {
  it('lets as many through as its limit in a window, and says when the next begins', async () => {
    for (const hits of [1, 2, 3]) expect(await hit(group)).toMatchObject({ totalHits: hits, isBlocked: false });
    clock.advance(20_500);
    expect(await hit(group)).toMatchObject({ totalHits: 4, isBlocked: true, timeToExpire: 40 });
    expect(await hit(group, '203.0.113.8')).toMatchObject({ totalHits: 1, isBlocked: false });
    clock.advance(39_500);
    expect(await hit(group)).toMatchObject({ totalHits: 1, isBlocked: false, timeToExpire: 60 });
  });
});

describe('where it counts', () => {
  it.each(['login', 'register', 'recovery'])('%s is shared between instances', async (group) => {
    const other = new ThrottleStorage(counters.port, clock);
    await hit(group);
    expect(await other.increment(`${group} 203.0.113.7`, MINUTE, 3, MINUTE, group)).toMatchObject({ totalHits: 2 });
  });

  it.each(['refresh', 'default'])('%s never asks the store', async (group) => {
    for (let n = 0; n < 10; n += 1) await hit(group);
    expect(counters.calls).toEqual([]);
  });

  it('a window that is known to be full costs the store nothing, until it ends', async () => {
    for (let n = 0; n < 100; n += 1) await hit('login');
    expect(counters.calls).toHaveLength(4);
    clock.advance(MINUTE);
    expect(await hit('login')).toMatchObject({ isBlocked: false });
  });
});

describe('while the store is away', () => {
  beforeEach(() => counters.intercept('hit', () => Promise.reject(new StorageUnavailable('injected'))));

  it.each(['login', 'register'])('%s is refused', async (group) => {
    await expect(hit(group)).rejects.toThrow(StorageUnavailable);
  });

  it.each(['recovery', 'refresh', 'default'])('%s goes on, counted here', async (group) => {
    for (let n = 0; n < 3; n += 1) expect(await hit(group)).toMatchObject({ isBlocked: false });
    expect(await hit(group)).toMatchObject({ isBlocked: true });
  });
});

it('keeps a bounded number of windows: the oldest go', () => {
  const windows = new LocalWindows();
  for (let n = 0; n <= 50_000; n += 1) windows.hit(`key ${n}`, MINUTE, clock.now());
  expect(windows.find('key 0', clock.now())).toBeUndefined();
  expect(windows.find('key 1', clock.now())?.hits).toBe(1);
  windows.hit('key 2', MINUTE, clock.now());
  expect(windows.find('key 2', clock.now())?.hits).toBe(2);
});
