import { describe, expect, it } from '@jest/globals';
import type { SessionFilter } from '../../src/application/ports/session-repository.js';
import type { Session, SessionSummary } from '../../src/domain/session.js';
import type { User } from '../../src/domain/user.js';
import { newId, storeSession, times, usePersistence } from '../support/persistence.ts';
import { HOUR, later, NOW, sampleSession, sampleUser, summaryOf } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

type State = SessionFilter['state'];

const idsOf = (sessions: readonly { readonly id: string }[]) => sessions.map(({ id }) => id);
/** Ids that sort as they were made, as those of the service do. */
const idOf = (user: User, n: number) => `${user.id.slice(0, 24)}${n.toString(16).padStart(12, '0')}`;

describe.each(STORES)('the lists of sessions over $name', (kind) => {
  const store = usePersistence(kind);

  async function stored(overrides: Partial<Session>): Promise<Session> {
    const session = sampleSession(overrides);
    await storeSession(store(), session);
    return session;
  }

  const page = (user: User, state: State, limit = 50, after: string | null = null) =>
    store().sessions.page(user, { state, now: NOW }, { limit, after });

  describe('page', () => {
    it('gives sessions without their history, newest first by id, and one more than the limit', async () => {
      const user = sampleUser();
      const made: Session[] = [];
      for (const n of [3, 1, 0xff, 2]) {
        made.push(await stored({ userId: user.id, id: idOf(user, n), lastUsedAt: later(-n) }));
      }
      await stored({});
      const newestFirst = [2, 0, 3, 1].map((n) => summaryOf(made[n]!));
      for (const state of ['live', 'all'] as const) {
        expect(await page(user, state)).toEqual(newestFirst);
        expect(await page(user, state, 2)).toEqual(newestFirst.slice(0, 3));
        expect(await page(user, state, 2, made[3]!.id)).toEqual(newestFirst.slice(3));
      }
    });

    it('of the live ones leaves out what is revoked, expired or dead, and shows what was spared', async () => {
      const user = sampleUser({ sessionEpoch: 2, sparedSessionId: newId() });
      const userId = user.id;
      const live = await stored({ userId, userEpoch: 2 });
      const spared = await stored({ userId, id: user.sparedSessionId ?? '', userEpoch: 1 });
      const over = await Promise.all([
        stored({ userId, userEpoch: 2, revokedAt: later(-1), revokedReason: 'logout' }),
        stored({ userId, userEpoch: 2, expiresAt: NOW }),
        stored({ userId, userEpoch: 1 }),
      ]);
      expect(idsOf(await page(user, 'live')).sort()).toEqual(idsOf([live, spared]).sort());
      expect(idsOf(await page(user, 'all')).sort()).toEqual(idsOf([live, spared, ...over]).sort());
    });

    it('of nobody known is empty', async () => {
      expect(await page(sampleUser(), 'all')).toEqual([]);
      expect(await page(sampleUser(), 'live', 1, newId())).toEqual([]);
    });

    it.each<State>(['live', 'all'])('shows each session once while others come and go: %s', async (state) => {
      const user = sampleUser();
      const put = (n: number) => stored({ userId: user.id, id: idOf(user, n) });
      for (const n of times(20, (index) => 100 + index)) await put(n);
      const seen: string[] = [];
      for (let after: string | null = null, newest = 200; ; newest += 1) {
        const [rows]: [SessionSummary[], Session] = await Promise.all([page(user, state, 3, after), put(newest)]);
        seen.push(...idsOf(rows.slice(0, 3)));
        if (rows.length <= 3) break;
        after = rows[2]!.id;
      }
      const expected = times(20, (index) => idOf(user, 119 - index));
      expect(seen.filter((id) => expected.includes(id))).toEqual(expected);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('goes on from the key of a session that has vanished', async () => {
      const user = sampleUser();
      const left = await stored({ userId: user.id, id: idOf(user, 1) });
      await stored({ userId: user.id, id: idOf(user, 9) });
      expect(await page(user, 'all', 1, idOf(user, 5))).toEqual([summaryOf(left)]);
    });
  });

  describe('listLive', () => {
    it('puts those of one instant in the order of their ids, newest first', async () => {
      const user = sampleUser();
      for (const n of [2, 3, 1]) await stored({ userId: user.id, id: idOf(user, n) });
      expect(idsOf(await store().sessions.listLive(user, NOW))).toEqual([3, 2, 1].map((n) => idOf(user, n)));
    });

    it('does not take the spared session of an earlier raise for alive', async () => {
      const user = sampleUser({ sessionEpoch: 2, sparedSessionId: null });
      await stored({ userId: user.id, userEpoch: 1 });
      expect(await store().sessions.listLive(user, NOW)).toEqual([]);
    });
  });

  describe('listRevoked', () => {
    /** Far from what the other tests have revoked. */
    const since = later(100 * HOUR);
    const revoked = (ms: number, overrides: Partial<Session> = {}) =>
      stored({ revokedAt: later(100 * HOUR + ms), revokedReason: 'logout', ...overrides });

    it('gives id and time of what was revoked at that instant or later, whosever it is', async () => {
      await revoked(-1);
      await stored({});
      const hits = [await revoked(0), await revoked(1), await revoked(24 * HOUR, { expiresAt: NOW })];
      const listed = await store().sessions.listRevoked(since);
      const expected = hits.map(({ id, revokedAt }) => ({ id, revokedAt }));
      expect(listed.toSorted(byTime)).toEqual(expected);
    });

    it('sees what has just been ended, one by one or by the hundred', async () => {
      const at = later(1000 * HOUR);
      const one = await stored({});
      await store().sessions.revoke(one.id, one.familyHash, { reason: 'logout', by: null, at });
      const userId = newId();
      const many = await Promise.all(times(100, () => stored({ userId, expiresAt: later(2000 * HOUR) })));
      const dead = { id: userId, sessionEpoch: 1, sparedSessionId: null };
      await store().sessions.markEnded(dead, { reason: 'logout-all', by: null, at });
      const listed = await store().sessions.listRevoked(at);
      expect(idsOf(listed).sort()).toEqual(idsOf([one, ...many]).sort());
    });
  });

  describe('markEnded', () => {
    it('leaves what has expired, and what came under the present epoch, as it is', async () => {
      const user = { id: newId(), sessionEpoch: 3, sparedSessionId: null };
      const revocation = { reason: 'logout-all', by: null, at: later(1) } as const;
      const expired = await stored({ userId: user.id, userEpoch: 2, expiresAt: revocation.at });
      const present = await stored({ userId: user.id, userEpoch: 3 });
      expect(await store().sessions.markEnded(user, revocation)).toEqual([]);
      for (const session of [expired, present]) expect(await store().sessions.find(session.id)).toEqual(session);
    });

    it('is harmless the second time, and keeps what the first has written', async () => {
      const user = { id: newId(), sessionEpoch: 1, sparedSessionId: null };
      const { id } = await stored({ userId: user.id });
      const mark = (at: Date) => store().sessions.markEnded(user, { reason: 'logout-all', by: user.id, at });
      expect(await mark(later(1))).toEqual([id]);
      expect(await mark(later(2))).toEqual([]);
      expect(await store().sessions.find(id)).toMatchObject({ revokedAt: later(1), revokedBy: user.id });
    });
  });
});

function byTime(a: { readonly revokedAt: Date }, b: { readonly revokedAt: Date }): number {
  return a.revokedAt.getTime() - b.revokedAt.getTime();
}
