import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, MINUTE, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
let first: SignedInClient;
let second: SignedInClient;
let third: SignedInClient;

/** Three sessions are live, a minute apart, and three is the limit. */
beforeEach(async () => {
  app = new UseCases({ policy: { maxSessionsPerUser: 3 } });
  first = await app.register();
  app.clock.advance(MINUTE);
  second = await app.login();
  app.clock.advance(MINUTE);
  third = await app.login();
  app.clock.advance(MINUTE);
});
afterEach(() => {
  app.store.close();
});

const liveIds = async () => (await app.listOwnSessions.execute(first.user.id)).map(({ id }) => id).sort();
const idsOf = (...clients: SignedInClient[]) => clients.map(({ session }) => session.id).sort();

describe('a login beyond the limit of sessions', () => {
  it('evicts the longest unused, and records it', async () => {
    const fourth = await app.login();
    expect(await liveIds()).toEqual(idsOf(second, third, fourth));
    expect(await app.stored(first.session)).toMatchObject({ revokedReason: 'evicted', revokedBy: null });
    expect(app.events('session.evicted')).toEqual([
      expect.objectContaining({ sessionId: first.session.id, userId: first.user.id, actorId: null }),
    ]);
  });

  it('counts a refresh as use', async () => {
    const { token } = await app.refresh(first.token);
    const fourth = await app.login();
    expect(await liveIds()).toEqual(idsOf(first, third, fourth));
    await expect(app.refresh(token)).resolves.toBeDefined();
  });

  it('never evicts the session that it opens, though it was used no later than the others', async () => {
    const alone = new UseCases({ policy: { maxSessionsPerUser: 1 }, beside: app });
    app.clock.set(first.session.createdAt);
    const newest = await alone.login();
    expect(await liveIds()).toEqual(idsOf(newest));
  });

  it('makes room at once for a limit that was lowered', async () => {
    const stricter = new UseCases({ policy: { maxSessionsPerUser: 2 }, beside: app });
    const fourth = await stricter.login();
    expect(await liveIds()).toEqual(idsOf(third, fourth));
    expect(
      app
        .events('session.evicted')
        .map(({ sessionId }) => sessionId)
        .sort(),
    ).toEqual(idsOf(first, second));
  });

  it.each([
    ['revoked', () => app.logOut.execute([third.token], CLIENT)],
    [
      'dead by their epoch, though nobody marked them',
      () => app.sql('UPDATE sessions SET userEpoch = 9 WHERE id = ?', third.session.id),
    ],
    [
      'expired',
      () => app.sql('UPDATE sessions SET expiresAt = ? WHERE id = ?', app.clock.now().getTime(), third.session.id),
    ],
  ])('does not count sessions that are %s', async (_name, end) => {
    await end();
    const fourth = await app.login();
    expect(app.events('session.evicted')).toEqual([]);
    expect(await liveIds()).toEqual(idsOf(first, second, fourth));
  });

  it("does not count other people's", async () => {
    await app.register({ email: 'eve@example.com', password: 'nine green alpacas' });
    expect(app.events('session.evicted')).toEqual([]);
  });

  it('is one login out of many that come at once: the limit is never exceeded', async () => {
    const counts: number[] = [];
    app.sessions.intercept('open', async (proceed, opening) => {
      const opened = await proceed(opening);
      counts.push((await liveIds()).length);
      return opened;
    });
    const clients = await Promise.all(Array.from({ length: 20 }, () => app.login()));
    expect(Math.max(...counts)).toBe(3);
    expect(await liveIds()).toHaveLength(3);
    const ended = app.events('session.evicted').map(({ sessionId }) => sessionId);
    expect(ended).toHaveLength(20);
    expect(new Set([...ended, ...(await liveIds())])).toEqual(new Set(idsOf(first, second, third, ...clients)));
  });
});

describe('a login whose event can not be stored', () => {
  it('answers nothing, and ends the session that nobody holds', async () => {
    const { id } = third.session;
    await app.logOut.execute([third.token], CLIENT);
    app.audit.failOnce('append');
    await expect(app.login()).rejects.toThrow(StorageUnavailable);
    expect(app.delivered).toHaveLength(3);
    expect(await liveIds()).toEqual(idsOf(first, second));
    const abandoned = app.store.all('SELECT revokedReason FROM sessions WHERE id > ?', id);
    expect(abandoned).toEqual([{ revokedReason: 'abandoned' }]);
  });

  it('leaves everything ready for the next try', async () => {
    app.audit.failOnce('append');
    await expect(app.login()).rejects.toThrow(StorageUnavailable);
    const fourth = await app.login();
    expect(await liveIds()).toContain(fourth.session.id);
  });

  it('answers the same when the session can not be ended either', async () => {
    app.audit.failOnce('append');
    app.sessions.failOnce('revoke');
    await expect(app.login()).rejects.toMatchObject({ name: 'StorageUnavailable', cause: 'injected: append' });
  });
});

describe('a login while the store is away', () => {
  it.each([
    ['at the first read', () => app.users.failOnce('findByEmail')],
    ['at the opening', () => app.sessions.failOnce('open')],
  ])('is 503, opens nothing and evicts nobody: %s', async (_name, fail) => {
    const before = await liveIds();
    fail();
    await expect(app.login()).rejects.toThrow(StorageUnavailable);
    expect(await liveIds()).toEqual(before);
  });
});

it('sets both ends of a session, the nearer of which counts', async () => {
  const { session } = await new UseCases({ policy: { sessionMaxAgeMs: 10 * DAY }, beside: app }).login();
  const opened = app.clock.now().getTime();
  expect(session.absoluteExpiresAt.getTime()).toBe(opened + 10 * DAY);
  expect(session.expiresAt).toEqual(session.absoluteExpiresAt);
  expect(session.purgeAt.getTime()).toBe(opened + 17 * DAY);
  expect(third.session.expiresAt.getTime()).toBe(third.session.createdAt.getTime() + 30 * DAY);
});
