import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, EMAIL, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials, StorageUnavailable } from '../../domain/errors.js';

const UNVERIFIED = { code: 'email-not-verified' };

let app: UseCases;
afterEach(() => {
  app.store.close();
});

const accounts = () => app.store.all('SELECT * FROM users');
const sessions = () => app.store.all('SELECT * FROM sessions');

/** A registration as HTTP asks for it; there is nobody to hand a token to. */
const register = ({ email = EMAIL, password = PASSWORD } = {}) => {
  const deliver = () => {
    throw new Error('a refresh token was handed out');
  };
  return app.registerUser.execute({ email, password, presentedTokens: [], client: CLIENT, deliver });
};

describe('with EMAIL_VERIFICATION=optional', () => {
  beforeEach(() => {
    app = new UseCases({ verification: 'optional' });
  });

  it('a registration signs in and mails a token', async () => {
    const { user } = await app.register();
    await app.recovery.finish();
    expect(app.recovery.mailer.sent).toMatchObject([{ kind: 'email-verification', to: EMAIL }]);
    await app.recovery.verifyEmail.execute(app.recovery.mailedToken('email-verification'), CLIENT);
    expect((await app.users.real.findById(user.id))?.emailVerifiedAt).not.toBeNull();
  });

  it('nobody has to confirm anything to sign in', async () => {
    await app.register();
    await expect(app.login()).resolves.toBeDefined();
  });

  it('a registration that is refused mails nothing', async () => {
    await app.register();
    await app.recovery.finish();
    await expect(app.register()).rejects.toMatchObject({ code: 'email-taken' });
    expect(app.recovery.work.jobs).toEqual([]);
    expect(app.recovery.kinds).toEqual(['email-verification']);
  });
});

it('with EMAIL_VERIFICATION=off a registration mails nothing', async () => {
  app = new UseCases();
  await app.register();
  expect([app.recovery.work.jobs, app.recovery.mailer.sent]).toEqual([[], []]);
});

describe('with EMAIL_VERIFICATION=required', () => {
  beforeEach(() => {
    app = new UseCases({ verification: 'required' });
  });

  it('a registration opens an account, signs nobody in, and mails a token', async () => {
    expect(await register({ email: ' ADA@example.com' })).toBeNull();
    await app.recovery.finish();
    expect(accounts()).toEqual([expect.objectContaining({ email: EMAIL, emailVerifiedAt: null })]);
    expect(sessions()).toEqual([]);
    expect(app.recovery.mailer.sent).toMatchObject([{ kind: 'email-verification', to: EMAIL }]);
    expect(app.events('user.registered')).toMatchObject([{ sessionId: null, userId: accounts()[0]!['id'] }]);
  });

  it('an address that is known gets a mail that says so; the caller sees no difference', async () => {
    await register();
    await app.recovery.finish();
    const [before] = accounts();
    expect(await register({ password: 'nine green alpacas' })).toBeNull();
    expect(app.recovery.kinds).toEqual(['email-verification']);
    await app.recovery.finish();
    expect(accounts()).toEqual([before]);
    expect(app.recovery.mailer.sent.at(-1)).toMatchObject({ kind: 'already-registered', to: EMAIL });
    expect(app.events('user.registration_refused')).toMatchObject([
      { details: { reason: 'email-taken' }, outcome: 'failure', actorId: null, userId: before!['id'] },
    ]);
  });

  it('that mail lets the owner choose the password, whoever has opened the account before', async () => {
    await register({ password: 'a stranger chose this' });
    await register();
    await app.recovery.finish();
    const token = app.recovery.mailedToken('already-registered');
    await app.recovery.resetPassword.execute({ token, newPassword: PASSWORD, client: CLIENT });
    await expect(app.login({ password: 'a stranger chose this' })).rejects.toThrow(InvalidCredentials);
    await expect(app.login()).resolves.toBeDefined();
  });

  it('no inbox is flooded by it', async () => {
    for (let times = 0; times < 6; times += 1) await register();
    await app.recovery.finish();
    expect(app.recovery.kinds.filter((kind) => kind === 'already-registered')).toHaveLength(3);
  });

  it('the work that the caller waits for is the same, known or not', async () => {
    const work = async () => {
      app.forgetCalls();
      await register();
      return [app.users.calls, app.hashings, app.audit.calls].map((calls) => [...calls]);
    };
    const unknown = await work();
    expect(unknown).toEqual([['findByEmail', 'insert'], ['hash'], ['append']]);
    expect(await work()).toEqual(unknown);
  });

  it('of those who ask at once for one address one gets it, and all hear the same', async () => {
    expect(await Promise.all(Array.from({ length: 5 }, () => register()))).toEqual(Array(5).fill(null));
    await app.recovery.finish();
    expect(accounts()).toHaveLength(1);
    expect(app.recovery.kinds.toSorted()).toEqual([
      ...Array<string>(3).fill('already-registered'),
      'email-verification',
    ]);
  });

  it('a registration that the store breaks off is taken back', async () => {
    app.audit.failOnce('append');
    await expect(register()).rejects.toThrow(StorageUnavailable);
    expect(accounts()).toEqual([]);
    expect(await register()).toBeNull();
  });

  it('a weak password is refused as ever', async () => {
    await expect(register({ password: 'short' })).rejects.toMatchObject({ code: 'validation-failed' });
  });

  describe('a login', () => {
    beforeEach(async () => {
      await register();
      await app.recovery.finish();
    });

    it('before the address is confirmed is refused, but only to those who know the password', async () => {
      await expect(app.login({ password: 'nine green alpacas' })).rejects.toThrow(new InvalidCredentials());
      await expect(app.login()).rejects.toMatchObject(UNVERIFIED);
      expect(sessions()).toEqual([]);
      expect(app.events('login.failed').map(({ details }) => details)).toEqual([
        { reason: 'wrong-password' },
        { reason: 'email-not-verified' },
      ]);
    });

    it('after it goes through', async () => {
      await app.recovery.verifyEmail.execute(app.recovery.mailedToken('email-verification'), CLIENT);
      await expect(app.login()).resolves.toBeDefined();
    });

    it('goes through after a reset of the password, too: that was a mail to the address', async () => {
      app.recovery.requestPasswordReset.execute(EMAIL, CLIENT);
      await app.recovery.finish();
      const token = app.recovery.mailedToken('password-reset');
      await app.recovery.resetPassword.execute({ token, newPassword: 'nine green alpacas', client: CLIENT });
      await expect(app.login({ password: 'nine green alpacas' })).resolves.toBeDefined();
    });

    it('that is refused brings another mail once the token of the first is dead, and not before', async () => {
      await expect(app.login()).rejects.toMatchObject(UNVERIFIED);
      await app.recovery.finish();
      expect(app.recovery.kinds).toEqual(['email-verification']);
      app.clock.advance(DAY);
      await expect(app.login()).rejects.toMatchObject(UNVERIFIED);
      await app.recovery.finish();
      expect(app.recovery.kinds).toEqual(['email-verification', 'email-verification']);
    });

    it("is the operator's administrator's at once", async () => {
      await app.admin.createAdmin.execute('root@example.com', PASSWORD, CLIENT);
      await expect(app.login({ email: 'root@example.com' })).resolves.toBeDefined();
    });
  });
});
