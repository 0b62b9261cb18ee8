import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, EMAIL, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';
import type { Opening } from '../ports/session-repository.js';

let app: UseCases;
let laptop: SignedInClient;
beforeEach(async () => {
  app = new UseCases({ policy: { maxSessionsPerUser: 7 } });
  laptop = await app.register();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

/** What the store is asked to open. */
async function openingOf(attempt: () => Promise<unknown>): Promise<Opening> {
  let asked: Opening | undefined;
  app.sessions.interceptOnce('open', (proceed, opening) => {
    asked = opening;
    return proceed(opening);
  });
  await attempt();
  return asked!;
}

const rows = () => app.store.all('SELECT id, revokedReason FROM sessions ORDER BY id');

describe('opening a session', () => {
  it('is one call of the store, with the limit of the settings', async () => {
    const { session, limit, replacing } = await openingOf(() => app.login());
    expect(app.sessions.calls).toEqual(['open']);
    expect({ limit, replacing }).toEqual({ limit: 7, replacing: [] });
    const now = app.clock.now();
    expect(session).toMatchObject({
      userId: laptop.user.id,
      userEpoch: 0,
      generation: 0,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + 30 * DAY),
      absoluteExpiresAt: new Date(now.getTime() + 90 * DAY),
      purgeAt: new Date(now.getTime() + 97 * DAY),
      ipAddress: CLIENT.ipAddress,
      userAgent: CLIENT.userAgent,
      rotations: [],
    });
  });

  it('stamps the epoch under which the password was proved, not a later one', async () => {
    app.hasher.interceptOnce('verify', async (proceed, ...args) => {
      await app.raiseEpoch(laptop.user.id);
      return proceed(...args);
    });
    const attempt = openingOf(() => app.login().catch(() => undefined));
    expect((await attempt).session.userEpoch).toBe(0);
    expect(rows()).toHaveLength(1);
  });

  it('names what it replaces by the genuine tokens that came, each session once', async () => {
    const { token } = await app.refresh(laptop.token);
    const presentedTokens = [laptop.token, 'nonsense', token, `${token}x`];
    const { replacing } = await openingOf(() => app.login({ presentedTokens }));
    expect(replacing).toEqual([{ id: laptop.session.id, familyHash: laptop.session.familyHash }]);
  });

  it('gives every session a nonce of its own', async () => {
    const families = [await app.login(), await app.login()].map(({ session }) => session.familyHash);
    expect(new Set([...families, laptop.session.familyHash]).size).toBe(3);
  });
});

describe('an opening whose outcome is not known', () => {
  /** The store does it, and its answer gets lost. */
  function loseTheAnswer(): void {
    app.sessions.interceptOnce('open', async (proceed, opening) => {
      await proceed(opening);
      throw new StorageUnavailable('injected: lost');
    });
  }

  it('is 503, and ends what may have been opened: nobody holds its token', async () => {
    loseTheAnswer();
    await expect(app.login()).rejects.toMatchObject({ cause: 'injected: lost' });
    expect(rows().map(({ revokedReason }) => revokedReason)).toEqual([null, 'abandoned']);
    expect(app.delivered).toHaveLength(1);
  });

  it('says the same when that can not be ended either, and the account can be signed in to again', async () => {
    loseTheAnswer();
    app.sessions.failOnce('revoke');
    await expect(app.login()).rejects.toMatchObject({ cause: 'injected: lost' });
    await expect(app.login()).resolves.toBeDefined();
  });

  it('of a registration takes the account back', async () => {
    loseTheAnswer();
    const attempt = app.register({ email: 'eve@example.com' });
    await expect(attempt).rejects.toMatchObject({ cause: 'injected: lost' });
    expect(await app.users.real.findByEmail('eve@example.com')).toBeNull();
    expect(await app.users.real.findByEmail(EMAIL)).not.toBeNull();
  });

  it('has its evictions told to every instance all the same', async () => {
    const single = new UseCases({ policy: { maxSessionsPerUser: 1 }, beside: app });
    single.sessions.interceptOnce('open', async (proceed, opening) => {
      await proceed(opening);
      throw new StorageUnavailable('injected: lost');
    });
    await expect(single.login()).rejects.toThrow(StorageUnavailable);
    expect(await app.stored(laptop.session)).toMatchObject({ revokedReason: 'evicted' });
    for (const { feed } of [single, app]) {
      await feed.poll();
      expect(feed.isRevoked(laptop.session.id)).toBe(true);
    }
  });
});
