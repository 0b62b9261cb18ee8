import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, MINUTE, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials } from '../../domain/errors.js';

const NEW_PASSWORD = 'nine green alpacas';
const INVALID = { code: 'invalid-action-token' };

let app: UseCases;
let owner: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  owner = await app.register();
});
afterEach(() => {
  app.store.close();
});

async function mailToken(): Promise<string> {
  app.recovery.requestPasswordReset.execute(EMAIL, CLIENT);
  await app.recovery.finish();
  app.forgetCalls();
  return app.recovery.mailedToken('password-reset');
}

const reset = (token: string, newPassword = NEW_PASSWORD) =>
  app.recovery.resetPassword.execute({ token, newPassword, client: CLIENT });
const refusals = () => app.events('action_token.refused').map(({ details }) => details);

describe('a reset', () => {
  it('sets the password, and ends every session of the account', async () => {
    const phone = await app.login();
    await reset(await mailToken());
    for (const { token } of [owner, phone]) {
      await expect(app.refresh(token)).rejects.toMatchObject({
        code: 'refresh-token-revoked',
        reason: 'password-reset',
      });
    }
    expect([owner, phone].map(({ session }) => app.feed.isRevoked(session.id))).toEqual([true, true]);
    await expect(app.login()).rejects.toThrow(InvalidCredentials);
    await expect(app.login({ password: NEW_PASSWORD })).resolves.toBeDefined();
  });

  it('leaves its events, confirms the address, and tells the owner', async () => {
    await reset(await mailToken());
    const who = { actorId: owner.user.id, userId: owner.user.id, sessionId: null };
    expect(app.events().slice(-3)).toEqual([
      expect.objectContaining({ type: 'password.reset', details: {}, ...who }),
      expect.objectContaining({
        type: 'user.sessions_revoked',
        details: { reason: 'password-reset', revokedSessions: 1 },
        ...who,
      }),
      expect.objectContaining({ type: 'email.verified', details: { by: 'password-reset' }, ...who }),
    ]);
    expect((await app.users.real.findByEmail(EMAIL))?.emailVerifiedAt).toEqual(app.clock.now());
    expect(app.recovery.mailer.sent.at(-1)).toEqual({
      kind: 'password-changed',
      to: EMAIL,
      data: { by: 'reset', at: app.clock.now() },
    });
  });

  it('works with its token once', async () => {
    const token = await mailToken();
    await reset(token);
    await expect(reset(token, 'eleven red walruses')).rejects.toMatchObject(INVALID);
    expect(refusals()).toEqual([{ purpose: 'password-reset', reason: 'spent' }]);
    await expect(app.login({ password: NEW_PASSWORD })).resolves.toBeDefined();
  });

  it('goes through for one of 20 who ask at once; the others change nothing', async () => {
    const token = await mailToken();
    const passwords = Array.from({ length: 20 }, (_, n) => `${NEW_PASSWORD} ${n}`);
    const results = await Promise.allSettled(passwords.map((password) => reset(token, password)));
    const winners = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(winners).toHaveLength(1);
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as object);
    expect(refused).toEqual(Array(19).fill(expect.objectContaining(INVALID)));
    await expect(app.login({ password: passwords[winners[0]!]! })).resolves.toBeDefined();
    expect(app.events('password.reset')).toHaveLength(1);
    expect(refusals()).toEqual(Array(19).fill({ purpose: 'password-reset', reason: 'spent' }));
  });

  it('confirms an address once: a second one says nothing of it', async () => {
    await reset(await mailToken());
    await reset(await mailToken(), 'eleven red walruses');
    expect(app.events('email.verified')).toHaveLength(1);
  });

  it('puts the new password in the place of one that was changed while it ran', async () => {
    const token = await mailToken();
    app.users.interceptOnce('replacePassword', async (proceed, ...args) => {
      const caller = { userId: owner.user.id, sessionId: owner.session.id };
      await app.changePassword.execute({
        caller,
        currentPassword: PASSWORD,
        newPassword: 'ten blue okapis',
        client: CLIENT,
      });
      return proceed(...args);
    });
    await reset(token);
    await expect(app.login({ password: 'ten blue okapis' })).rejects.toThrow(InvalidCredentials);
    await expect(app.login({ password: NEW_PASSWORD })).resolves.toBeDefined();
    await expect(app.refresh(owner.token)).rejects.toMatchObject({ code: 'refresh-token-revoked' });
  });
});

describe('a token that can not be used', () => {
  it.each(['', 'rubbish', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9'])('is refused unread: %j', async (token) => {
    app.forgetCalls();
    await expect(reset(token)).rejects.toMatchObject(INVALID);
    expect([...app.recovery.actionTokens.calls, ...app.hashings, ...app.audit.calls]).toEqual([]);
  });

  it('is refused: unknown', async () => {
    await expect(reset('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8')).rejects.toMatchObject(INVALID);
    expect(refusals()).toEqual([{ purpose: 'password-reset', reason: 'unknown' }]);
  });

  it('is refused: expired', async () => {
    const token = await mailToken();
    app.clock.advance(30 * MINUTE);
    await expect(reset(token)).rejects.toMatchObject(INVALID);
    expect(refusals()).toEqual([{ purpose: 'password-reset', reason: 'expired' }]);
  });

  it('is refused: replaced by a later mail', async () => {
    const token = await mailToken();
    const later = await mailToken();
    await expect(reset(token)).rejects.toMatchObject(INVALID);
    await expect(reset(later)).resolves.toBeUndefined();
  });

  it('is refused: for another purpose', async () => {
    app.recovery.mailVerification.execute(owner.user.id, 5, CLIENT);
    await app.recovery.finish();
    await expect(reset(app.recovery.mailedToken('email-verification'))).rejects.toMatchObject(INVALID);
  });

  it('is refused: of an account that was closed', async () => {
    const token = await mailToken();
    await app.sql('UPDATE users SET isActive = 0');
    await expect(reset(token)).rejects.toMatchObject(INVALID);
    expect(app.events('action_token.refused')).toMatchObject([
      { details: { reason: 'user-inactive' }, userId: owner.user.id },
    ]);
  });
});

describe('a password that the policy refuses', () => {
  it.each([
    ['short', 'must have at least 12 characters'],
    ['AdaExampleAda', 'must not be built from the e-mail address'],
  ])('is refused by its field, and leaves the token good: %s', async (password, message) => {
    const token = await mailToken();
    await expect(reset(token, password)).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ field: 'newPassword', message }],
    });
    expect(app.hashings).toEqual([]);
    await expect(reset(token)).resolves.toBeUndefined();
  });
});
