import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CHEAP, EMAIL, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials, StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
beforeEach(async () => {
  app = new UseCases({ policy: { maxSessionsPerUser: 3 } });
  await app.register();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const lastEvent = () => app.events().at(-1);

describe('a login', () => {
  it('opens a session of its own beside the others', async () => {
    const { session, user, token, accessToken, expiresIn } = await app.login();
    expect(user.email).toBe(EMAIL);
    expect(expiresIn).toBe(600);
    expect(accessToken.split('.')).toHaveLength(3);
    expect(app.refreshTokens.recognize(token)).toMatchObject({ sessionId: session.id, generation: 0 });
    expect(await app.stored(session)).toEqual(session);
    expect(session).toMatchObject({ userId: user.id, userEpoch: 0, revokedAt: null, ipAddress: '192.0.2.1' });
    expect(await app.listOwnSessions.execute(user.id)).toHaveLength(2);
  });

  it('finds the account under any spelling of its e-mail, and takes any of its password', async () => {
    await app.register({ email: 'jos\u00e9@example.com', password: 'sept lamas pourpr\u00e9s ici' });
    const { user } = await app.login({ email: ' JOSE\u0301@Example.com', password: 'sept lamas pourpre\u0301s ici' });
    expect(user.email).toBe('jos\u00e9@example.com');
  });

  it('costs a read of the user, an opening and one event', async () => {
    const { user, session } = await app.login();
    expect(app.users.calls).toEqual(['findByEmail']);
    expect(app.sessions.calls).toEqual(['open']);
    expect(app.hashings).toEqual(['verify']);
    expect(app.audit.count('append')).toBe(1);
    expect(lastEvent()).toMatchObject({
      type: 'login.succeeded',
      details: { passwordHashRenewed: false },
      outcome: 'success',
      actorId: user.id,
      userId: user.id,
      sessionId: session.id,
      ipAddress: '192.0.2.1',
    });
  });
});

describe('a login that proves nothing', () => {
  const NOT_HERS = 'eight purple llamas';

  it.each([
    ['an unknown e-mail', { email: 'eve@example.com' }, 'unknown-email', ['verifyNothing']],
    ['a wrong password', { password: NOT_HERS }, 'wrong-password', ['verify']],
  ] as const)('hashes once and says the same: %s', async (_name, attempt, reason, hashing) => {
    await expect(app.login(attempt)).rejects.toThrow(new InvalidCredentials());
    expect(app.hashings).toEqual(hashing);
    expect(app.users.calls).toEqual(['findByEmail']);
    expect(app.sessions.calls).toEqual([]);
    expect(lastEvent()).toMatchObject({ type: 'login.failed', details: { reason }, outcome: 'failure', actorId: null });
  });

  it.each([
    ['with the password', PASSWORD, 'user-inactive'],
    ['without it', NOT_HERS, 'wrong-password'],
  ])('an account that is closed, %s', async (_name, password, reason) => {
    await app.sql('UPDATE users SET isActive = 0');
    await expect(app.login({ password })).rejects.toThrow(new InvalidCredentials());
    expect(app.hashings).toEqual(['verify']);
    expect(lastEvent()).toMatchObject({ type: 'login.failed', details: { reason } });
    expect(app.sessions.calls).toEqual([]);
  });

  it('an e-mail that nobody has, in a browser that others have signed in with', async () => {
    const { user } = await app.login();
    const knownDevices = [{ userId: user.id, deviceId: 'laptop' }];
    const login = app.login({ email: 'eve@example.com', knownDevices });
    await expect(login).rejects.toThrow(new InvalidCredentials());
    expect(lastEvent()).toMatchObject({ type: 'login.failed', details: { reason: 'unknown-email' } });
  });

  it('names the account in its event only if there is one', async () => {
    await expect(app.login({ password: NOT_HERS })).rejects.toThrow();
    await expect(app.login({ email: 'eve@example.com' })).rejects.toThrow();
    const { user } = await app.login();
    expect(app.events('login.failed').map(({ userId }) => userId)).toEqual([user.id, null]);
  });

  it('is not answered before its event is stored', async () => {
    app.audit.failOnce('append');
    await expect(app.login({ password: NOT_HERS })).rejects.toThrow(StorageUnavailable);
  });
});

describe('a hash of older cost', () => {
  const dearer = { ...CHEAP, memoryCost: 8192 };
  const hashNow = async () => (await app.users.real.findByEmail(EMAIL))?.passwordHash;
  let later: UseCases;
  beforeEach(() => {
    later = new UseCases({ argon2: dearer, beside: app });
  });

  it('is renewed by the login that proves its password, once', async () => {
    const before = await hashNow();
    await later.login();
    const after = await hashNow();
    expect(after).not.toBe(before);
    expect(later.hasher.real.needsRenewal(after!)).toBe(false);
    await later.login();
    expect(await hashNow()).toBe(after);
    const renewals = app.events('login.succeeded').map(({ details }) => details);
    expect(renewals).toEqual([{ passwordHashRenewed: true }, { passwordHashRenewed: false }]);
  });

  it('stays as it is when the password is wrong', async () => {
    const before = await hashNow();
    await expect(later.login({ password: 'eight purple llamas' })).rejects.toThrow(InvalidCredentials);
    expect(await hashNow()).toBe(before);
  });

  it('lets two logins at once both succeed, whichever renews it', async () => {
    const both = await Promise.all([later.login(), later.login()]);
    for (const { token } of both) await expect(app.refresh(token)).resolves.toBeDefined();
    const renewals = app.events('login.succeeded').map(({ details }) => details);
    expect(renewals).toEqual(expect.arrayContaining([{ passwordHashRenewed: true }, { passwordHashRenewed: false }]));
  });

  it('does not undo a password that was set meanwhile: the login loses', async () => {
    const reset = await app.hasher.real.hash('nine green alpacas');
    later.users.interceptOnce('renewPasswordHash', async (proceed, ...args) => {
      await app.sql('UPDATE users SET passwordHash = ?, sessionEpoch = sessionEpoch + 1', reset);
      return proceed(...args);
    });
    await expect(later.login()).rejects.toThrow(new InvalidCredentials());
    expect(await hashNow()).toBe(reset);
  });
});

describe('a login beside something that ends all sessions', () => {
  it.each([
    ['a raised epoch', 'UPDATE users SET sessionEpoch = sessionEpoch + 1'],
    ['an account that is closed', 'UPDATE users SET isActive = 0'],
    ['an account that is gone', 'DELETE FROM users'],
  ])('is refused, and opens nothing: %s', async (_name, change) => {
    app.sessions.interceptOnce('open', async (proceed, opening) => {
      await app.sql(change);
      return proceed(opening);
    });
    const deliveries = app.delivered.length;
    await expect(app.login()).rejects.toThrow(new InvalidCredentials());
    expect(app.delivered).toHaveLength(deliveries);
    expect(lastEvent()).toMatchObject({ type: 'login.failed', details: { reason: 'superseded' } });
    expect(app.store.all('SELECT id FROM sessions')).toHaveLength(deliveries);
    expect(app.events('login.succeeded')).toEqual([]);
  });

  it('goes through if it is merely later', async () => {
    const { user } = await app.login();
    await app.raiseEpoch(user.id);
    const { session } = await app.login();
    expect(session).toMatchObject({ userEpoch: 1, revokedAt: null });
  });
});

describe('a login with refresh tokens in its cookies', () => {
  const revokedSessions = () => app.events('session.revoked').map(({ sessionId }) => sessionId);

  it('replaces their session: one browser keeps one', async () => {
    const before = await app.login();
    const { session, user } = await app.login({ presentedTokens: [before.token] });
    expect(await app.stored(before.session)).toMatchObject({ revokedReason: 'replaced', revokedBy: user.id });
    expect(await app.stored(session)).toMatchObject({ revokedAt: null });
    expect(lastEvent()).toMatchObject({
      type: 'session.revoked',
      details: { reason: 'replaced' },
      actorId: user.id,
      sessionId: before.session.id,
    });
  });

  it("replaces another account's session, and says whose it was", async () => {
    const eve = await app.register({ email: 'eve@example.com', password: 'nine green alpacas' });
    const { user } = await app.login({ presentedTokens: [eve.token] });
    expect(await app.stored(eve.session)).toMatchObject({ revokedReason: 'replaced' });
    expect(lastEvent()).toMatchObject({ type: 'session.revoked', actorId: user.id, userId: eve.user.id });
  });

  it.each([
    ['forged ones', () => 'x'.repeat(92)],
    ['those of another family', ({ session }: { session: { id: string } }) => app.refreshTokens.open(session.id).token],
  ])('leaves alone the sessions of %s', async (_name, tokenFor) => {
    const other = await app.login();
    await app.login({ presentedTokens: [tokenFor(other)] });
    expect(await app.stored(other.session)).toMatchObject({ revokedAt: null });
    expect(revokedSessions()).toEqual([]);
  });

  it('leaves them be when it fails', async () => {
    const before = await app.login();
    const attempt = app.login({ password: 'eight purple llamas', presentedTokens: [before.token] });
    await expect(attempt).rejects.toThrow(InvalidCredentials);
    expect(await app.stored(before.session)).toMatchObject({ revokedAt: null });
  });
});
