import { describe, expect, it } from '@jest/globals';
import type { Opening } from '../../src/application/ports/session-repository.js';
import type { Session } from '../../src/domain/session.js';
import type { User } from '../../src/domain/user.js';
import { newId, storeSession, times, usePersistence } from '../support/persistence.ts';
import { commandsOf } from '../support/plans.ts';
import { HOUR, later, sampleSession, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const OPENED_AT = later(1000);

describe.each(STORES)('SessionRepository.open over $name', (kind) => {
  const store = usePersistence(kind);

  async function account(overrides: Partial<User> = {}): Promise<User> {
    const user = sampleUser(overrides);
    await store().users.insert(user);
    return user;
  }

  async function stored(overrides: Partial<Session> = {}): Promise<Session> {
    const session = sampleSession(overrides);
    await storeSession(store(), session);
    return session;
  }

  function opening({ id: userId, sessionEpoch: userEpoch }: User, overrides: Partial<Opening> = {}): Opening {
    const times = { createdAt: OPENED_AT, lastUsedAt: OPENED_AT, expiresAt: later(HOUR) };
    return { session: sampleSession({ userId, userEpoch, ...times }), limit: 3, replacing: [], ...overrides };
  }

  const open = (user: User, overrides: Partial<Opening> = {}) => store().sessions.open(opening(user, overrides));
  const find = (id: string) => store().sessions.find(id);
  const ended = (revokedReason: string, revokedBy: string | null = null) => ({
    revokedAt: OPENED_AT,
    revokedReason,
    revokedBy,
  });

  it('stores the session as it is, and gives the account as it is then', async () => {
    const user = await account({ role: 'support', sessionEpoch: 4, sessionEpochReason: 'logout-all' });
    const asked = opening(user);
    expect(await store().sessions.open(asked)).toEqual({ user, evicted: [], replaced: [] });
    expect(await find(asked.session.id)).toEqual(asked.session);
  });

  describe('beyond the limit', () => {
    it('ends the longest unused, however old it is', async () => {
      const user = await account();
      const userId = user.id;
      const oldest = await stored({ userId, lastUsedAt: later(30) });
      const unused = await stored({ userId, lastUsedAt: later(10) });
      const other = await stored({ userId, lastUsedAt: later(20) });
      const opened = await open(user);
      expect(opened).toEqual({ user, evicted: [{ ...unused, ...ended('evicted') }], replaced: [] });
      expect(await find(unused.id)).toEqual({ ...unused, ...ended('evicted') });
      for (const session of [oldest, other]) expect(await find(session.id)).toEqual(session);
    });

    it('ends as many as a lowered limit asks for, and never the new one', async () => {
      const user = await account();
      // Used after the new one, as a clock that runs ahead would have it.
      const before = await Promise.all(times(4, (n) => stored({ userId: user.id, lastUsedAt: later(5000 + n) })));
      const asked = opening(user, { limit: 1 });
      const opened = await store().sessions.open(asked);
      expect(opened?.evicted.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
      expect((await store().sessions.listLive(user, OPENED_AT)).map(({ id }) => id)).toEqual([asked.session.id]);
    });

    it('counts live sessions of the user only', async () => {
      const user = await account({ sessionEpoch: 2 });
      const userId = user.id;
      await Promise.all([
        stored({ userId, userEpoch: 2 }),
        stored({ userId, userEpoch: 2 }),
        stored({ userId, userEpoch: 2, revokedAt: later(1), revokedReason: 'logout' }),
        stored({ userId, userEpoch: 2, expiresAt: OPENED_AT }),
        stored({ userId, userEpoch: 1 }),
        stored({ userEpoch: 2 }),
      ]);
      expect((await open(user))?.evicted).toEqual([]);
      expect((await open(user))?.evicted).toHaveLength(1);
    });

    it('counts the one that the last raise has spared', async () => {
      const user = await account({ sessionEpoch: 2, sparedSessionId: newId() });
      const spared = await stored({ userId: user.id, id: user.sparedSessionId ?? '', userEpoch: 0 });
      expect((await open(user, { limit: 2 }))?.evicted).toEqual([]);
      expect((await open(user, { limit: 2 }))?.evicted).toMatchObject([{ id: spared.id }]);
    });
  });

  describe('in place of others', () => {
    it('ends those that the browser had, whosever they are, before it counts', async () => {
      const user = await account();
      const own = await Promise.all(times(3, () => stored({ userId: user.id })));
      const foreign = await stored();
      const opened = await open(user, { replacing: [own[0]!, foreign] });
      expect(opened?.evicted).toEqual([]);
      const replaced = [own[0]!, foreign].map((session) => ({ ...session, ...ended('replaced', user.id) }));
      expect(opened?.replaced.toSorted(byId)).toEqual(replaced.toSorted(byId));
      for (const session of replaced) expect(await find(session.id)).toEqual(session);
    });

    it('leaves alone those of another family, those that ended before, and those that are not there', async () => {
      const user = await account();
      const session = await stored();
      const dead = await stored({ revokedAt: later(1), revokedReason: 'logout' });
      const replacing = [{ id: session.id, familyHash: 'another' }, dead, { id: newId(), familyHash: 'family' }];
      expect((await open(user, { replacing }))?.replaced).toEqual([]);
      expect(await find(session.id)).toEqual(session);
      expect(await find(dead.id)).toEqual(dead);
    });

    it('ends each of them for one of 10 racers', async () => {
      const user = await account();
      const held = await stored({ userId: user.id });
      const results = await Promise.all(times(10, () => open(user, { limit: 99, replacing: [held] })));
      expect(results.flatMap((result) => result?.replaced ?? [])).toHaveLength(1);
    });
  });

  it.each<[string, (user: User) => Partial<User>, Partial<Session>]>([
    ['whose epoch has moved', (user) => ({ ...user, sessionEpoch: 1 }), {}],
    ['whose epoch lies behind', (user) => user, { userEpoch: 1 }],
    ['that is closed', (user) => ({ ...user, isActive: false }), {}],
    ['that is not there', () => ({}), { userId: newId() }],
  ])('opens nothing for an account %s, and ends nothing either', async (_name, becomes, stamp) => {
    const seen = sampleUser();
    const user = await account({ ...seen, ...becomes(seen) });
    const before = await Promise.all(times(3, () => stored({ userId: user.id, userEpoch: user.sessionEpoch })));
    const asked = opening(seen, { replacing: [before[0]!] });
    const session = { ...asked.session, ...stamp };
    expect(await store().sessions.open({ ...asked, session })).toBeNull();
    expect(await find(session.id)).toBeNull();
    for (const each of before) expect(await find(each.id)).toEqual(each);
  });

  if (kind.name === 'mongodb') {
    it('takes a transaction of four commands, seven when it replaces and evicts', async () => {
      const user = await account();
      const namesOf = async (overrides: Partial<Opening>) =>
        (await commandsOf(store(), () => open(user, overrides))).map(({ commandName }) => commandName);
      const plain = ['findAndModify', 'aggregate', 'insert', 'commitTransaction'];
      expect(await namesOf({})).toEqual(plain);
      const held = await stored({ userId: user.id });
      const most = ['findAndModify', 'find', 'update', 'aggregate', 'update', 'insert', 'commitTransaction'];
      expect(await namesOf({ limit: 1, replacing: [held] })).toEqual(most);
    });
  }
});

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
