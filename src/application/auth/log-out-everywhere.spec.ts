import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const logOutEverywhere = ({ user, session }: SignedInClient = laptop) =>
  app.logOutEverywhere.execute({ userId: user.id, sessionId: session.id }, 'none', CLIENT);
const TOKEN_REVOKED = { code: 'token-revoked' };

describe('logging out everywhere', () => {
  it('ends every session, the calling one included, and says how many', async () => {
    expect(await logOutEverywhere()).toBe(2);
    for (const { session } of [laptop, phone]) {
      expect(await app.stored(session)).toMatchObject({
        revokedReason: 'logout-all',
        revokedBy: laptop.user.id,
        revokedAt: app.clock.now(),
      });
    }
    expect(await app.users.real.findById(laptop.user.id)).toMatchObject({
      sessionEpoch: 1,
      sessionEpochReason: 'logout-all',
      sparedSessionId: null,
    });
  });

  it('costs two reads, two writes and one event, however many sessions there are', async () => {
    await logOutEverywhere();
    expect(app.users.calls).toEqual(['findById', 'raiseSessionEpoch']);
    expect(app.sessions.calls).toEqual(['find', 'markEnded']);
    expect(app.audit.calls).toEqual(['append']);
    expect(app.events('user.sessions_revoked')).toEqual([
      expect.objectContaining({
        details: { reason: 'logout-all', revokedSessions: 2 },
        actorId: laptop.user.id,
        userId: laptop.user.id,
        sessionId: null,
      }),
    ]);
  });

  it('counts neither sessions that were over nor those of others', async () => {
    await app.register({ email: 'eve@example.com' });
    await app.logOut.execute([phone.token], CLIENT);
    const expired = await app.login();
    await app.sql('UPDATE sessions SET expiresAt = ? WHERE id = ?', app.clock.now().getTime(), expired.session.id);
    expect(await logOutEverywhere()).toBe(1);
  });

  it('leaves tokens that are revoked, not stolen', async () => {
    await logOutEverywhere();
    await expect(app.refresh(phone.token)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'logout-all',
    });
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  it('does not touch the sessions of others', async () => {
    const eve = await app.register({ email: 'eve@example.com' });
    await logOutEverywhere();
    await expect(app.refresh(eve.token)).resolves.toBeDefined();
  });

  it('lets a login that follows live', async () => {
    await logOutEverywhere();
    const { token } = await app.login();
    await expect(app.refresh(token)).resolves.toBeDefined();
  });
});

describe('logging out everywhere from a session that is over', () => {
  it('is refused, so that it can not end what came after', async () => {
    await logOutEverywhere();
    const { token } = await app.login();
    await expect(logOutEverywhere()).rejects.toMatchObject(TOKEN_REVOKED);
    await expect(logOutEverywhere(phone)).rejects.toMatchObject(TOKEN_REVOKED);
    await expect(app.refresh(token)).resolves.toBeDefined();
    expect(app.events('user.sessions_revoked')).toHaveLength(1);
  });

  it.each([
    ['logged out', () => app.logOut.execute([laptop.token], CLIENT)],
    ['idle for too long', async () => app.clock.advance(30 * DAY)],
    ['of an account that is closed', () => app.sql('UPDATE users SET isActive = 0')],
    ['of an account that is gone', () => app.sql('DELETE FROM users')],
    ['purged', () => app.sql('DELETE FROM sessions WHERE id = ?', laptop.session.id)],
    ['dead by its epoch, though nobody marked it', () => app.sql('UPDATE users SET sessionEpoch = 1')],
  ])('is refused when it is %s', async (_name, end) => {
    await end();
    await expect(logOutEverywhere()).rejects.toMatchObject(TOKEN_REVOKED);
    expect(app.users.count('raiseSessionEpoch')).toBe(0);
  });

  it('is granted to the one that a password change spared', async () => {
    await app.sql('UPDATE users SET sessionEpoch = 1, sparedSessionId = ?', laptop.session.id);
    const { token } = await app.login();
    expect(await logOutEverywhere()).toBe(3);
    await expect(app.refresh(token)).rejects.toMatchObject({ code: 'refresh-token-revoked' });
  });
});

describe('logging out everywhere, many at once', () => {
  it('is done by exactly one', async () => {
    const counts = await Promise.all(
      Array.from({ length: 10 }, (_, index) => logOutEverywhere([laptop, phone][index % 2])),
    );
    expect(counts.filter((count) => count > 0)).toEqual([2]);
    expect(app.events('user.sessions_revoked')).toHaveLength(1);
    expect(await app.users.real.findById(laptop.user.id)).toMatchObject({ sessionEpoch: 1 });
  });

  it('does not hit a login that comes between the reads and the write of a late one', async () => {
    let token = '';
    app.users.interceptOnce('raiseSessionEpoch', async (proceed, ...args) => {
      await logOutEverywhere(phone);
      token = (await app.login()).token;
      return proceed(...args);
    });
    expect(await logOutEverywhere(laptop)).toBe(0);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });

  it('does not hit a login that comes between the write and the marking', async () => {
    let token = '';
    app.sessions.interceptOnce('markEnded', async (proceed, ...args) => {
      token = (await app.login()).token;
      return proceed(...args);
    });
    expect(await logOutEverywhere(laptop)).toBe(2);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });

  it('does not hit a login that comes between the two reads', async () => {
    let token = '';
    app.users.interceptOnce('findById', async (proceed, ...args) => {
      await logOutEverywhere(phone);
      token = (await app.login()).token;
      return proceed(...args);
    });
    await expect(logOutEverywhere(laptop)).rejects.toMatchObject(TOKEN_REVOKED);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });
});

describe('logging out everywhere while the store is away', () => {
  it('is 503, and not done, before the epoch is raised', async () => {
    app.users.failOnce('raiseSessionEpoch');
    await expect(logOutEverywhere()).rejects.toThrow(StorageUnavailable);
    await expect(app.refresh(phone.token)).resolves.toBeDefined();
  });

  it('is 503, and done, after it: whoever meets an unmarked session marks it', async () => {
    app.sessions.failOnce('markEnded');
    await expect(logOutEverywhere()).rejects.toThrow(StorageUnavailable);
    expect(await app.stored(phone.session)).toMatchObject({ revokedAt: null });
    await expect(app.refresh(phone.token)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'logout-all',
    });
    expect(await app.stored(phone.session)).toMatchObject({ revokedReason: 'logout-all' });
  });
});
