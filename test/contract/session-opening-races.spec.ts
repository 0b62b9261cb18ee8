import { describe, expect, it } from '@jest/globals';
import type { Opened } from '../../src/application/ports/session-repository.js';
import { StorageUnavailable } from '../../src/domain/errors.js';
import type { EpochRaise } from '../../src/application/ports/user-repository.js';
import type { Session } from '../../src/domain/session.js';
import type { User } from '../../src/domain/user.js';
import { storeSession, times, usePersistence } from '../support/persistence.ts';
import { HOUR, later, NOW, sampleSession, sampleUser, stepOf } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const LIMIT = 5;
const RAISE: EpochRaise = { reason: 'logout-all', spare: null, at: later(1) };

describe.each(STORES)('SessionRepository.open over $name, beside', (kind) => {
  const store = usePersistence(kind);

  async function account(): Promise<User> {
    const user = sampleUser();
    await store().users.insert(user);
    return user;
  }

  const sessionOf = ({ id: userId, sessionEpoch: userEpoch }: User, overrides: Partial<Session> = {}) =>
    sampleSession({ userId, userEpoch, ...overrides });
  const open = (session: Session, limit = LIMIT) => store().sessions.open({ session, limit, replacing: [] });
  const live = (user: User) => store().sessions.listLive(user, NOW);

  /** How many live sessions the user has at most while the work goes on, as one sees who keeps looking. */
  async function mostWhile(user: User, work: Promise<unknown>): Promise<number> {
    const state = { isDone: false };
    let most = 0;
    void work.finally(() => (state.isDone = true)).catch(() => undefined);
    while (!state.isDone) {
      most = Math.max(most, (await live(user)).length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await work;
    return most;
  }

  /** The opening, or null if the store gave up on it: it met too many others. */
  const tryToOpen = (session: Session): Promise<Opened | null> =>
    open(session).catch((fault: unknown) => {
      expect(fault).toBeInstanceOf(StorageUnavailable);
      return null;
    });

  it.each([20, 50])(
    '%i of its kind never lets the limit be exceeded, and ends each surplus session once',
    async (racers) => {
      const user = await account();
      const sessions = times(racers, (n) => sessionOf(user, { lastUsedAt: later(n) }));
      const opened: Session[] = [];
      const evicted: string[] = [];
      const race = Promise.all(
        sessions.map(async (session) => {
          const result = await tryToOpen(session);
          if (result === null) return;
          opened.push(session);
          evicted.push(...result.evicted.map(({ id }) => id));
        }),
      );
      expect(await mostWhile(user, race)).toBeLessThanOrEqual(LIMIT);
      const left = (await live(user)).map(({ id }) => id);
      // How many come through in time is the server's speed.
      expect(opened.length).toBeGreaterThan(0);
      expect(left).toHaveLength(Math.min(LIMIT, opened.length));
      expect([...left, ...evicted].sort()).toEqual(opened.map(({ id }) => id).sort());
    },
  );

  it('a refresh of the longest unused: it is evicted or goes on, and never both', async () => {
    for (let round = 0; round < 20; round += 1) {
      const user = await account();
      const [unused, ...others] = times(LIMIT, (n) => sessionOf(user, { lastUsedAt: later(n) }));
      for (const session of [unused!, ...others]) await storeSession(store(), session);
      const [rotated, opened] = await Promise.all([
        store().sessions.rotate(stepOf(unused!)),
        open(sessionOf(user, { lastUsedAt: later(HOUR / 2) })),
      ]);
      const evicted = opened?.evicted.map(({ id }) => id);
      expect(evicted).toEqual([rotated === null ? unused!.id : others[0]!.id]);
      const after = await store().sessions.find(unused!.id);
      expect(after).toMatchObject({ generation: rotated === null ? 0 : 1, revokedAt: rotated === null ? NOW : null });
      expect(await live(user)).toHaveLength(LIMIT);
    }
  });

  it('a raised epoch never leaves a session alive', async () => {
    for (let round = 0; round < 20; round += 1) {
      const user = await account();
      const session = sessionOf(user);
      const racers = [() => open(session), () => store().users.raiseSessionEpoch(user.id, 0, RAISE)];
      if (round % 2 === 1) racers.reverse();
      await Promise.all(racers.map((race) => race()));
      const raised = (await store().users.findById(user.id))!;
      expect(raised.sessionEpoch).toBe(1);
      expect(await live(raised)).toEqual([]);
      const marked = await store().sessions.markEnded(raised, { reason: 'logout-all', by: null, at: NOW });
      const found = await store().sessions.find(session.id);
      expect(marked).toEqual(found === null ? [] : [session.id]);
    }
  });

  it('a closing of the account never leaves a session alive', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = await account();
      const change = { raise: { ...RAISE, reason: 'user-inactive' }, at: later(1) } as const;
      const openings = times(5, () => open(sessionOf(user)));
      const closing = store().users.changeRights(user, { role: 'user', isActive: false }, change);
      await Promise.all([...openings, closing]);
      const closed = (await store().users.findById(user.id))!;
      expect(closed).toMatchObject({ isActive: false, sessionEpoch: 1 });
      expect(await live(closed)).toEqual([]);
      expect(await open(sessionOf(closed))).toBeNull();
    }
  });
});
