import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable, TokenRevoked } from '../../domain/errors.js';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
let tablet: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  tablet = await app.login();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const run = (spare: 'none' | 'caller', { user, session }: SignedInClient) =>
  app.logOutEverywhere.execute({ userId: user.id, sessionId: session.id }, spare, CLIENT);
const endOthers = (from = laptop) => run('caller', from);
const liveOnes = async () => {
  const live = (await app.listOwnSessions.execute(laptop.user.id)).map(({ id }) => id);
  return Object.entries({ laptop, phone, tablet }).flatMap(([name, { session }]) =>
    live.includes(session.id) ? [name] : [],
  );
};
const sumsUp = () => app.events('user.sessions_revoked').map(({ details }) => details);

describe('ending all others', () => {
  it('leaves the one that asks, and says how many it ended', async () => {
    expect(await endOthers()).toBe(2);
    expect(await liveOnes()).toEqual(['laptop']);
    expect(await app.stored(phone.session)).toMatchObject({
      revokedReason: 'ended-by-owner',
      revokedBy: laptop.user.id,
    });
    await expect(app.refresh(laptop.token)).resolves.toBeDefined();
    await expect(app.refresh(phone.token)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'ended-by-owner',
    });
  });

  it('costs two reads, two writes and one event', async () => {
    await endOthers();
    expect(app.users.calls).toEqual(['findById', 'raiseSessionEpoch']);
    expect(app.sessions.calls).toEqual(['find', 'markEnded']);
    expect(app.audit.calls).toEqual(['append']);
    expect(app.events().at(-1)).toMatchObject({
      type: 'user.sessions_revoked',
      details: { reason: 'ended-by-owner', revokedSessions: 2 },
      actorId: laptop.user.id,
      userId: laptop.user.id,
    });
  });

  it('can be asked for again and again, and spares the same one', async () => {
    await endOthers();
    expect(await endOthers()).toBe(0);
    const { session } = await app.login();
    expect(await endOthers()).toBe(1);
    expect(app.feed.isRevoked(session.id)).toBe(true);
    expect(await liveOnes()).toEqual(['laptop']);
  });

  it('leaves the spared one as mortal as before', async () => {
    await endOthers();
    expect(await run('none', laptop)).toBe(1);
    expect(await liveOnes()).toEqual([]);
  });

  it('is refused to a session that is over', async () => {
    await app.logOut.execute([laptop.token], CLIENT);
    await expect(endOthers()).rejects.toThrow(TokenRevoked);
    expect(await liveOnes()).toEqual(['phone', 'tablet']);
  });

  it('does not touch the sessions of others', async () => {
    const eve = await app.register({ email: 'eve@example.com' });
    await endOthers();
    await expect(app.refresh(eve.token)).resolves.toBeDefined();
  });
});

describe('ending all others beside', () => {
  /** Does something between the reads and the raise. */
  function beforeTheRaise(act: () => Promise<unknown>): void {
    app.users.interceptOnce('raiseSessionEpoch', async (proceed, ...args) => {
      await act();
      return proceed(...args);
    });
  }

  it('a logout everywhere, that comes first, ends nothing more and spares nobody', async () => {
    beforeTheRaise(() => run('none', phone));
    expect(await endOthers()).toBe(0);
    expect(await liveOnes()).toEqual([]);
    expect(sumsUp()).toHaveLength(1);
  });

  it('a logout everywhere, that comes second, spares nobody', async () => {
    beforeTheRaise(() => endOthers(laptop));
    expect(await run('none', laptop)).toBe(1);
    expect(await liveOnes()).toEqual([]);
  });

  it('another device that does the same: the first one stays', async () => {
    beforeTheRaise(() => endOthers(phone));
    expect(await endOthers(laptop)).toBe(0);
    expect(await liveOnes()).toEqual(['phone']);
  });

  it('itself, twice at once: it stays', async () => {
    const counts = await Promise.all([endOthers(), endOthers(), endOthers()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect(await liveOnes()).toEqual(['laptop']);
  });

  it('every device at once: exactly one stays', async () => {
    await Promise.allSettled([laptop, phone, tablet].map((client) => endOthers(client)));
    expect(await liveOnes()).toHaveLength(1);
  });

  it('a login that comes after the raise: it lives', async () => {
    let session: { id: string } | undefined;
    app.sessions.interceptOnce('markEnded', async (proceed, ...args) => {
      ({ session } = await app.login());
      return proceed(...args);
    });
    expect(await endOthers()).toBe(2);
    expect(app.feed.isRevoked(session!.id)).toBe(false);
    expect(await app.listOwnSessions.execute(laptop.user.id)).toHaveLength(2);
  });

  it('its own refresh: it goes on', async () => {
    const [, refreshed] = await Promise.all([endOthers(), app.refresh(laptop.token)]);
    await expect(app.refresh(refreshed.token)).resolves.toBeDefined();
  });

  it('a closing of the account: nobody stays', async () => {
    const rights = { isActive: false };
    beforeTheRaise(() =>
      app.admin.changeRights.execute({ actorId: null, userId: laptop.user.id, rights, client: CLIENT }),
    );
    expect(await endOthers()).toBe(0);
    expect(await app.stored(laptop.session)).toMatchObject({ revokedReason: 'user-inactive' });
  });
});

describe('ending all others while the store is away', () => {
  it('is 503, and not done, before the epoch is raised', async () => {
    app.users.failOnce('raiseSessionEpoch');
    await expect(endOthers()).rejects.toThrow(StorageUnavailable);
    expect(await liveOnes()).toEqual(['laptop', 'phone', 'tablet']);
  });

  it.each<[string, () => void, number]>([
    ['the marking: the next try counts what it marks', () => app.sessions.failOnce('markEnded'), 2],
    ['the event: the next try is recorded', () => app.audit.failOnce('append'), 0],
  ])('is 503, and done, at %s', async (_name, fail, counted) => {
    fail();
    await expect(endOthers()).rejects.toThrow(StorageUnavailable);
    expect(await liveOnes()).toEqual(['laptop']);
    expect(await endOthers()).toBe(counted);
    expect(sumsUp().at(-1)).toEqual({ reason: 'ended-by-owner', revokedSessions: counted });
  });
});
