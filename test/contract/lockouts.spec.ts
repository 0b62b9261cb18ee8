import { describe, expect, it } from '@jest/globals';
import { getModelToken } from '@nestjs/mongoose';
import fc from 'fast-check';
import type { Model } from 'mongoose';
import {
  addFailure,
  type FailureCounts,
  forgiveFailures,
  limitsFor,
  lockOf,
  takeBackFailure,
} from '../../src/domain/lockout.js';
import type { LockoutDocument } from '../../src/infrastructure/persistence/mongoose/schemas.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { newId, type Persistence, times, usePersistence } from '../support/persistence.ts';
import { STORES } from '../support/stores.ts';

const MINUTE = 60_000;
/** In the future of the machine's clock, or a store that cleans up would do so. */
const NOW = new Date('2096-01-01T00:00:00.000Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const from = (n: number) => limitsFor({ ipAddress: `198.51.${Math.floor(n / 256)}.${n % 256}` });
const HERE = limitsFor({ ipAddress: '2001:db8::1' });

/** When the store may drop what it remembers of the account, in milliseconds since 1970; 0 when it remembers nothing. */
async function forgottenAt({ context, health }: Persistence, account: string): Promise<number> {
  if (health.store === 'sqlite') {
    const sqlite = context.get(SqliteStore, { strict: false });
    return Number(sqlite.get('SELECT drainedAt FROM lockouts WHERE account = ?', account)?.['drainedAt'] ?? 0);
  }
  const model = context.get<Model<LockoutDocument>>(getModelToken('Lockout'), { strict: false });
  return (await model.findById(account).lean<LockoutDocument>())?.drainedAt.getTime() ?? 0;
}

describe.each(STORES)('Lockouts over $name', (kind) => {
  const store = usePersistence(kind);

  const reserve = (account: string, limits = HERE, now = NOW) => store().lockouts.reserve(account, limits, now);

  it('lets a limit be used up, then says what is locked until when', async () => {
    const account = newId();
    for (let n = 0; n < 5; n += 1) expect(await reserve(account)).toBeNull();
    expect(await reserve(account)).toEqual({ kind: 'network', until: later(30_000) });
    expect(await reserve(account, HERE, later(30_000))).toBeNull();
    expect(await reserve(account, HERE, later(30_000))).toEqual({ kind: 'network', until: later(90_000) });
    expect(await reserve(newId())).toBeNull();
  });

  it('lets exactly 5 of 50 racers of one network through', async () => {
    const account = newId();
    const locks = await Promise.all(times(50, () => reserve(account)));
    expect(locks.filter((lock) => lock === null)).toHaveLength(5);
    expect(await reserve(account)).toEqual({ kind: 'network', until: later(30_000) });
  });

  /** Failures from as many networks, some at once. */
  async function failFrom(account: string, first: number, count: number) {
    const locks = [];
    for (let n = 0; n < count; n += 20) {
      const some = times(Math.min(20, count - n), (index) => reserve(account, from(first + n + index)));
      locks.push(...(await Promise.all(some)));
    }
    return locks;
  }

  it('lets exactly the 100th of 40 racers from as many networks through, and no more', async () => {
    const account = newId();
    await failFrom(account, 0, 80);
    const locks = await Promise.all(times(40, (n) => reserve(account, from(100 + n))));
    expect(locks.filter((lock) => lock === null)).toHaveLength(20);
    expect(await reserve(account, from(200))).toEqual({ kind: 'account', until: later(864_000) });
    expect(await reserve(account, limitsFor({ deviceId: newId() }))).toBeNull();
  });

  it('counts under none of the limits when one is locked', async () => {
    const account = newId();
    await failFrom(account, 0, 100);
    for (let n = 0; n < 10; n += 1) expect(await reserve(account)).toMatchObject({ kind: 'account' });
    const afterDays = later(2 * 24 * 60 * MINUTE);
    for (let n = 0; n < 5; n += 1) expect(await reserve(account, HERE, afterDays)).toBeNull();
  });

  it('gives back a guess that was never looked at', async () => {
    const account = newId();
    for (let n = 0; n < 4; n += 1) await reserve(account);
    for (let n = 0; n < 3; n += 1) {
      expect(await reserve(account)).toBeNull();
      await store().lockouts.giveBack(account, HERE, NOW);
    }
    expect(await reserve(account)).toBeNull();
    expect(await reserve(account)).toMatchObject({ kind: 'network' });
  });

  it("forgives a right guess its own network's failures, and the others' stay", async () => {
    const account = newId();
    for (let n = 0; n < 5; n += 1) await reserve(account, from(1));
    for (let n = 0; n < 5; n += 1) await reserve(account);
    await store().lockouts.forgive(account, HERE, NOW);
    expect(await reserve(account)).toBeNull();
    expect(await reserve(account, from(1))).toMatchObject({ kind: 'network' });
  });

  it('loses none of 40 changes at once', async () => {
    const account = newId();
    await Promise.all(
      times(40, async (n) => {
        await reserve(account, from(n));
        if (n % 2 === 0) await store().lockouts.forgive(account, from(n), NOW);
      }),
    );
    const locks = await failFrom(account, 100, 100);
    expect(locks.filter((lock) => lock === null)).toHaveLength(80);
  });

  it('forgets an account altogether, also one that it never knew', async () => {
    const account = newId();
    for (let n = 0; n < 5; n += 1) await reserve(account);
    await store().lockouts.forget(account);
    await store().lockouts.forget(newId());
    for (let n = 0; n < 5; n += 1) expect(await reserve(account)).toBeNull();
  });

  it("follows the domain's rules, whatever happens in whatever order", async () => {
    const guessers = fc.constantFrom(
      ...['203.0.113.7', '2001:db8::1', '2001:db8:0:1::1', null].map((ipAddress) => limitsFor({ ipAddress })),
      limitsFor({ deviceId: 'one' }),
      limitsFor({ sessionId: 'one' }),
    );
    const steps = fc.array(
      fc.record({
        limits: guessers,
        act: fc.constantFrom('reserve', 'reserve', 'reserve', 'giveBack', 'forgive'),
        afterMs: fc.constantFrom(0, 0, 1, 30_000, 3_600_000, 7_200_000),
      }),
      { minLength: 20, maxLength: 30 },
    );
    const rules = { giveBack: takeBackFailure, forgive: forgiveFailures };
    await fc.assert(
      fc.asyncProperty(steps, async (played) => {
        const account = newId();
        let counts: FailureCounts = [];
        let now = NOW;
        for (const { limits, act, afterMs } of played) {
          now = new Date(now.getTime() + afterMs);
          if (act === 'reserve') {
            expect(await reserve(account, limits, now)).toEqual(lockOf(counts, limits, now));
            counts = addFailure(counts, limits, now);
          } else {
            await store().lockouts[act](account, limits, now);
            counts = rules[act](counts, limits, now);
          }
          // From then on the store may drop the record. Sooner would let guessers go on.
          const last = Math.max(0, ...counts.map(({ drainedAt }) => drainedAt.getTime()));
          expect(await forgottenAt(store(), account)).toBeGreaterThanOrEqual(last);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('never takes an object for an account', async () => {
    await expect(reserve({ $ne: '' } as unknown as string)).rejects.toThrow();
    await expect(store().lockouts.forget({ $ne: '' } as unknown as string)).rejects.toThrow();
  });
});
