import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FixedClock } from '../../../../test/support/fixed.js';
import { SqliteHousekeeping } from './sqlite-housekeeping.js';
import { SqliteStore } from './sqlite-store.js';

const MINUTE = 60_000;

let store: SqliteStore;
let clock: FixedClock;
let housekeeping: SqliteHousekeeping;
beforeEach(() => {
  store = SqliteStore.inMemory();
  clock = new FixedClock();
  housekeeping = new SqliteHousekeeping(store, clock);
});
afterEach(() => {
  jest.useRealTimers();
  housekeeping.stop();
  store.close();
});

/** `count` sessions, to be purged from `purgeAt` on. */
async function addSessions(count: number, purgeAt: number): Promise<void> {
  const sql = `
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
    INSERT INTO sessions (id, userId, userEpoch, familyHash, generation, tokenHash, createdAt, lastUsedAt, expiresAt,
                          absoluteExpiresAt, purgeAt, rotations)
    SELECT ?2 || '-' || n, 'user', 0, 'family', 0, 'hash', 0, 0, 0, 0, ?2, '[]' FROM numbers`;
  await store.write(() => store.run(sql, count, purgeAt));
}

const remaining = () => Number(store.get('SELECT count(*) AS count FROM sessions')?.['count']);

describe('a purge', () => {
  it.each([
    ['before its time', 1, 0],
    ['at its time', 0, 1],
    ['after its time', -1, 1],
  ])('takes a session %s', async (_name, offset, purged) => {
    await addSessions(1, clock.now().getTime() + offset);
    expect(await housekeeping.purge()).toBe(purged);
    expect(remaining()).toBe(1 - purged);
  });

  it('takes all that is due, 500 rows at once, the oldest first', async () => {
    const now = clock.now().getTime();
    await addSessions(300, now - 1);
    await addSessions(300, now - 2);
    await addSessions(2, now + 1);
    const run = jest.spyOn(store, 'run');
    const left: unknown[] = [];
    run.mockImplementation((sql, ...values) => {
      const changes = SqliteStore.prototype.run.call(store, sql, ...values);
      left.push([changes, store.get('SELECT count(*) AS oldest FROM sessions WHERE purgeAt = ?', now - 2)?.['oldest']]);
      return changes;
    });
    expect(await housekeeping.purge()).toBe(600);
    expect(left.slice(0, 2)).toEqual([
      [500, 0],
      [100, 0],
    ]);
    expect(remaining()).toBe(2);
  });

  it('takes action tokens as well, those whose time has come', async () => {
    const now = clock.now().getTime();
    const sql = 'INSERT INTO actionTokens VALUES (?1, ?2, ?1 || ?2, 0, 0, ?3, NULL, 1)';
    await store.write(() => [store.run(sql, 'ada', 'reset', now), store.run(sql, 'ada', 'verify', now + 1)]);
    expect(await housekeeping.purge()).toBe(1);
    expect(store.all('SELECT purpose FROM actionTokens')).toEqual([{ purpose: 'verify' }]);
  });

  it('leaves accounts alone', async () => {
    const insert = "INSERT INTO users VALUES ('id', 'e', 'h', 'user', 1, NULL, 0, NULL, NULL, 0, 0)";
    await store.write(() => store.run(insert));
    await housekeeping.purge();
    expect(store.all('SELECT id FROM users')).toEqual([{ id: 'id' }]);
  });
});

describe('once started', () => {
  const minutes = async (count: number) => {
    await jest.advanceTimersByTimeAsync(count * MINUTE);
    // The purge that has begun is in the queue before this.
    await store.write(() => undefined);
  };
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });

  it('purges every minute, until it is stopped', async () => {
    housekeeping.start();
    for (let minute = 1; minute <= 2; minute += 1) {
      await addSessions(2, clock.now().getTime());
      await minutes(1);
      expect(remaining()).toBe(0);
    }
    housekeeping.stop();
    await addSessions(2, clock.now().getTime());
    await minutes(3);
    expect(remaining()).toBe(2);
  });

  it('goes on after a purge that failed', async () => {
    await addSessions(2, clock.now().getTime());
    const purge = jest.spyOn(housekeeping, 'purge').mockRejectedValueOnce(new Error('injected'));
    housekeeping.start();
    await minutes(1);
    expect(purge).toHaveBeenCalledTimes(1);
    expect(remaining()).toBe(2);
    await minutes(1);
    expect(remaining()).toBe(0);
  });
});
