import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';
import type { Session } from '../../domain/session.js';
import { columnsOf, INSERT_SESSION } from '../../infrastructure/persistence/sqlite/session-rows.js';

let app: UseCases;
let ada: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  ada = await app.register();
  await app.register({ email: 'eve@example.com' });
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

type State = 'live' | 'all';
const list = (state: State, limit = 50, after: string | null = null) =>
  app.admin.listUserSessions.execute(ada.user.id, state, { limit, after });
const idsOf = (sessions: readonly { readonly id: string }[]) => sessions.map(({ id }) => id);
const calls = () => [...app.users.calls, ...app.sessions.calls];

/** More sessions of Ada's, oldest first, as if she had signed in. */
async function more(count: number, overrides: Partial<Session> = {}): Promise<string[]> {
  const sessions = Array.from({ length: count }, () => ({ ...ada.session, id: app.random.uuid(), ...overrides }));
  await app.store.write(() => {
    for (const session of sessions) app.store.run(INSERT_SESSION, ...columnsOf(session));
  });
  return idsOf(sessions);
}

describe('the sessions of an account', () => {
  it('are listed newest first, for two reads', async () => {
    const ids = [ada.session.id, ...(await more(3))].toReversed();
    expect(await list('live')).toMatchObject({ items: ids.map((id) => ({ id })), next: null });
    expect(calls()).toEqual(['findById', 'page']);
  });

  it('are the live ones, or all that are kept', async () => {
    const [revoked] = await more(1, { revokedAt: app.clock.now(), revokedReason: 'logout' });
    const [expired] = await more(1, { expiresAt: app.clock.now() });
    expect(idsOf((await list('live')).items)).toEqual([ada.session.id]);
    expect(idsOf((await list('all')).items)).toEqual([expired, revoked, ada.session.id]);
  });

  it.each<State>(['live', 'all'])(
    'come in pages that miss none and repeat none, though new ones come: %s',
    async (state) => {
      const ids = [ada.session.id, ...(await more(6))].toReversed();
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page = await list(state, 2, after);
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...idsOf(page.items));
        after = page.next;
        await more(1);
      } while (after !== null);
      expect(seen).toEqual(ids);
    },
  );

  it('are not found for an account that is not there', async () => {
    const unknown = app.admin.listUserSessions.execute(app.random.uuid(), 'all', { limit: 1, after: null });
    await expect(unknown).rejects.toThrow(NotFound);
    expect(app.sessions.calls).toEqual([]);
  });
});

describe('sessions that ended without being marked', () => {
  it('are marked in one write, however many a raise has ended, and shown as they are', async () => {
    await more(9);
    await app.raiseEpoch(ada.user.id);
    const { items } = await list('all', 5);
    expect(app.sessions.calls).toEqual(['page', 'markEnded', 'page']);
    expect(items).toHaveLength(5);
    expect(new Set(items.map(({ revokedReason }) => revokedReason))).toEqual(new Set(['logout-all']));
    app.forgetCalls();
    await list('all');
    expect(app.sessions.calls).toEqual(['page']);
  });

  it('are never listed as live, and cost nothing there', async () => {
    await app.raiseEpoch(ada.user.id);
    expect((await list('live')).items).toEqual([]);
    expect(app.sessions.calls).toEqual(['page']);
  });

  it('are marked one by one where the account was closed by hand', async () => {
    await more(1);
    await app.sql('UPDATE users SET isActive = 0');
    const { items } = await list('all');
    expect(app.sessions.calls).toEqual(['page', 'revoke', 'revoke', 'page']);
    expect(items.map(({ revokedReason }) => revokedReason)).toEqual(['user-inactive', 'user-inactive']);
  });

  it('are all marked where some ended by an epoch, and others as the account was closed by hand', async () => {
    await app.raiseEpoch(ada.user.id);
    await more(1, { userEpoch: 1 });
    await app.sql('UPDATE users SET isActive = 0');
    const { items } = await list('all');
    expect(items.map(({ revokedAt }) => revokedAt)).toEqual([app.clock.now(), app.clock.now()]);
  });

  it('and have expired since are left as they are, at no cost', async () => {
    await more(3);
    await app.raiseEpoch(ada.user.id);
    app.clock.advance(31 * DAY);
    expect((await list('all')).items.map(({ revokedAt }) => revokedAt)).toEqual([null, null, null, null]);
    expect(app.sessions.calls).toEqual(['page']);
  });

  it('of several epochs are marked in one write', async () => {
    await app.raiseEpoch(ada.user.id);
    await more(2, { userEpoch: 1 });
    await app.sql('UPDATE users SET sessionEpoch = 2');
    await more(1, { userEpoch: 2 });
    const { items } = await list('all');
    expect(app.sessions.calls).toEqual(['page', 'markEnded', 'page']);
    expect(items.map(({ revokedAt }) => revokedAt === null)).toEqual([true, false, false, false]);
  });
});

describe('while the store is away', () => {
  it.each<[string, () => void]>([
    ['the account is read', () => app.users.failOnce('findById')],
    ['the page is read', () => app.sessions.failOnce('page')],
    ['the dead are marked', () => app.sessions.failOnce('markEnded')],
  ])('it is 503 as %s, and the next try answers', async (_name, fail) => {
    await app.raiseEpoch(ada.user.id);
    fail();
    await expect(list('all')).rejects.toThrow(StorageUnavailable);
    expect((await list('all')).items).toMatchObject([{ revokedReason: 'logout-all' }]);
  });
});

it('shows an administrator who ended a session, from where it was used last, and how often', async () => {
  await app.refresh(ada.token, { client: { ...CLIENT, ipAddress: '198.51.100.9' } });
  await app.endSession.execute(ada.session.id, null, 'any', CLIENT);
  expect((await list('all')).items[0]).toMatchObject({
    generation: 1,
    ipAddress: '198.51.100.9',
    revokedReason: 'ended-by-admin',
    revokedBy: null,
  });
});
