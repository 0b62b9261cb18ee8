import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials, StorageUnavailable } from '../../domain/errors.js';

const NEW_PASSWORD = 'nine green alpacas';

let app: UseCases;
let token: string;
beforeEach(async () => {
  app = new UseCases();
  await app.register();
  app.recovery.requestPasswordReset.execute(EMAIL, CLIENT);
  await app.recovery.finish();
  token = app.recovery.mailedToken('password-reset');
});
afterEach(() => {
  app.store.close();
});

const reset = () => app.recovery.resetPassword.execute({ token, newPassword: NEW_PASSWORD, client: CLIENT });
const passwordWorks = async (password: string) =>
  app.login({ password }).then(
    () => true,
    (fault: unknown) => {
      if (fault instanceof InvalidCredentials) return false;
      throw fault;
    },
  );

describe('a store that fails in the middle of a reset', () => {
  const lost = async () => {
    throw new StorageUnavailable('the answer was lost');
  };

  it.each<[string, () => void]>([
    ['reading the token', () => app.recovery.actionTokens.failOnce('find')],
    ['reading the account', () => app.users.failOnce('findById')],
    ['using the token up', () => app.recovery.actionTokens.failOnce('redeem')],
    [
      'using the token up, done but not confirmed',
      () =>
        app.recovery.actionTokens.interceptOnce('redeem', async (proceed, ...args) => (await proceed(...args), lost())),
    ],
    ['writing the password', () => app.users.failOnce('replacePassword')],
    [
      'writing the password, done but not confirmed',
      () => app.users.interceptOnce('replacePassword', async (proceed, ...args) => (await proceed(...args), lost())),
    ],
    ['marking the sessions', () => app.sessions.failOnce('markEnded')],
    ['storing the events', () => app.audit.failOnce('append')],
    ['confirming the address', () => app.users.failOnce('markEmailVerified')],
  ])('answers 503, and the same request works a moment later: %s', async (_name, fail) => {
    fail();
    await expect(reset()).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(reset()).resolves.toBeUndefined();
    expect(await passwordWorks(PASSWORD)).toBe(false);
    expect(await passwordWorks(NEW_PASSWORD)).toBe(true);
    expect(app.events('password.reset').length).toBeGreaterThanOrEqual(1);
    await expect(reset()).rejects.toMatchObject({ code: 'invalid-action-token' });
  });

  it('and can not be told to give the token back, says that another mail may be needed', async () => {
    app.users.failOnce('replacePassword');
    app.recovery.actionTokens.failOnce('giveBack');
    await expect(reset()).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringContaining('ask for a new mail'),
      cause: expect.objectContaining({ cause: 'injected: giveBack' }),
    });
    expect(await passwordWorks(PASSWORD)).toBe(true);
    await expect(reset()).rejects.toMatchObject({ code: 'invalid-action-token' });
    app.recovery.requestPasswordReset.execute(EMAIL, CLIENT);
    await app.recovery.finish();
    token = app.recovery.mailedToken('password-reset');
    await expect(reset()).resolves.toBeUndefined();
  });
});

describe('an account that keeps moving', () => {
  const moves = (times: number) => {
    let left = times;
    app.users.intercept('replacePassword', async (proceed, ...args) => {
      left -= 1;
      if (left >= 0) await app.sql("UPDATE users SET passwordHash = passwordHash || 'x'");
      return proceed(...args);
    });
  };

  it('is tried three times', async () => {
    moves(2);
    await expect(reset()).resolves.toBeUndefined();
    expect(await passwordWorks(NEW_PASSWORD)).toBe(true);
  });

  it('is left alone then, and so is the token', async () => {
    moves(3);
    await expect(reset()).rejects.toThrow(StorageUnavailable);
    await expect(reset()).resolves.toBeUndefined();
  });

  it('that is closed meanwhile keeps its password, and the next try is told so', async () => {
    app.users.interceptOnce('replacePassword', async (proceed, ...args) => {
      await app.sql('UPDATE users SET isActive = 0, sessionEpoch = sessionEpoch + 1');
      return proceed(...args);
    });
    await expect(reset()).rejects.toThrow(StorageUnavailable);
    expect(app.events('password.reset')).toEqual([]);
    await expect(reset()).rejects.toMatchObject({ code: 'invalid-action-token' });
  });
});

it('hashes before it uses the token up, so that a full hashing queue costs nobody a token', async () => {
  app.hasher.interceptOnce('hash', async () => {
    throw new StorageUnavailable('no room');
  });
  await expect(reset()).rejects.toThrow(StorageUnavailable);
  expect(app.recovery.actionTokens.count('redeem')).toBe(0);
});
