import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EMAIL, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
beforeEach(() => {
  app = new UseCases();
});
afterEach(() => {
  app.store.close();
});

const accounts = () => app.store.all('SELECT * FROM users');

describe('a registration', () => {
  it('opens an account, signs its owner in, and stores one event', async () => {
    const { user, session, token } = await app.register();
    expect(user).toMatchObject({
      email: EMAIL,
      role: 'user',
      isActive: true,
      emailVerifiedAt: null,
      sessionEpoch: 0,
      sparedSessionId: null,
      createdAt: app.clock.now(),
    });
    expect(await app.users.real.findByEmail(EMAIL)).toEqual(user);
    expect(await app.stored(session)).toMatchObject({ userId: user.id, generation: 0, revokedAt: null });
    expect(app.refreshTokens.recognize(token)).toMatchObject({ sessionId: session.id });
    expect(app.events()).toEqual([
      expect.objectContaining({
        type: 'user.registered',
        details: {},
        actorId: user.id,
        userId: user.id,
        sessionId: session.id,
      }),
    ]);
  });

  it('stores a hash of the password, and the password nowhere', async () => {
    const { user } = await app.register();
    expect(user.passwordHash).toMatch(/^\$argon2id\$/);
    const everything = ['users', 'sessions', 'auditEvents'].map((table) => app.store.all(`SELECT * FROM ${table}`));
    expect(JSON.stringify(everything)).not.toContain(PASSWORD);
  });

  it('normalises the e-mail', async () => {
    const { user } = await app.register({ email: '  JOSE\u0301@Example.COM ' });
    expect(user.email).toBe('jos\u00e9@example.com');
  });

  it('normalises the password, so that another keyboard can sign in', async () => {
    await app.register({ password: 'sept lamas pourpre\u0301s ici' });
    await expect(app.login({ password: 'sept lamas pourpr\u00e9s ici' })).resolves.toBeDefined();
  });

  it("replaces the browser's session of another account", async () => {
    const eve = await app.register({ email: 'eve@example.com' });
    const { user } = await app.register({ presentedTokens: [eve.token] });
    expect(await app.stored(eve.session)).toMatchObject({ revokedReason: 'replaced', revokedBy: user.id });
  });
});

describe('an e-mail that is taken', () => {
  it.each([EMAIL, 'ADA@example.com', ' ada@EXAMPLE.com '])('is refused in any spelling: %j', async (email) => {
    const { user } = await app.register();
    app.forgetCalls();
    await expect(app.register({ email })).rejects.toMatchObject({
      code: 'email-taken',
      errors: [{ field: 'email', message: 'is taken' }],
    });
    expect(await app.users.real.findByEmail(EMAIL)).toEqual(user);
    expect(app.hashings).toEqual([]);
    expect(app.sessions.calls).toEqual([]);
  });

  it('is refused to all but one of those who ask at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => app.register()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(4).fill('email-taken'));
    expect(accounts()).toHaveLength(1);
  });
});

describe('a password that the policy refuses', () => {
  it.each([
    ['short', 'must have at least 12 characters'],
    ['a'.repeat(129), 'must have at most 128 characters'],
    ['password1234', 'is too easy to guess: This is similar to a commonly used password.'],
    ['AdaExampleAda', 'must not be built from the e-mail address'],
  ])('is refused with the reason: %s', async (password, message) => {
    await expect(app.register({ password })).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ field: 'password', message }],
    });
    expect([...app.users.calls, ...app.hashings]).toEqual([]);
    expect(app.events()).toEqual([]);
  });

  it('is refused with the reason: it is known from a breach', async () => {
    app.blocklist.intercept('contains', async (_proceed, password) => password === PASSWORD);
    await expect(app.register()).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ field: 'password', message: 'has appeared in a data breach' }],
    });
    await expect(app.register({ password: 'nine green alpacas' })).resolves.toBeDefined();
  });

  it('is refused while the list of breached ones can not be read', async () => {
    app.blocklist.failOnce('contains');
    await expect(app.register()).rejects.toThrow(StorageUnavailable);
    expect(accounts()).toEqual([]);
  });

  it('is refused before it is told whether the e-mail is taken', async () => {
    await app.register();
    await expect(app.register({ password: 'short' })).rejects.toMatchObject({ code: 'validation-failed' });
  });

  it('is measured in the form in which it is hashed', async () => {
    const decomposed = 'kl\u0065\u0301\u0065\u0301vrupqa!';
    expect(decomposed).toHaveLength(13);
    await expect(app.register({ password: decomposed })).rejects.toMatchObject({ code: 'validation-failed' });
  });
});

describe('a registration that the store breaks off', () => {
  it.each([
    ['when the event is to be stored', () => app.audit.failOnce('append')],
    ['when the session is to be opened', () => app.sessions.failOnce('open')],
  ])('is taken back, so that the same one works a moment later: %s', async (_name, fail) => {
    fail();
    await expect(app.register()).rejects.toThrow(StorageUnavailable);
    expect(accounts()).toEqual([]);
    expect(app.delivered).toEqual([]);
    expect(app.store.all('SELECT * FROM sessions WHERE revokedAt IS NULL')).toEqual([]);
    const { user } = await app.register();
    expect(accounts()).toEqual([expect.objectContaining({ id: user.id })]);
  });

  it('is taken back, too, when the insert went through and was not confirmed', async () => {
    app.users.interceptOnce('insert', async (proceed, user) => {
      await proceed(user);
      throw new StorageUnavailable('injected');
    });
    await expect(app.register()).rejects.toThrow(StorageUnavailable);
    expect(accounts()).toEqual([]);
  });

  it('is 503 also where it can not be taken back', async () => {
    app.audit.failOnce('append');
    app.users.failOnce('withdraw');
    await expect(app.register()).rejects.toMatchObject({ name: 'StorageUnavailable', cause: 'injected: append' });
  });

  it('leaves an account alone whose password was set by then', async () => {
    app.audit.interceptOnce('append', async () => {
      await app.sql("UPDATE users SET passwordHash = 'another'");
      throw new StorageUnavailable('injected');
    });
    await expect(app.register()).rejects.toThrow(StorageUnavailable);
    expect(accounts()).toHaveLength(1);
  });
});
