import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, EMAIL, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

const LIMIT = 5;
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

async function mail(limit = LIMIT): Promise<void> {
  app.recovery.mailVerification.execute(owner.user.id, limit, CLIENT);
  await app.recovery.finish();
}

async function mailToken(): Promise<string> {
  await mail();
  return app.recovery.mailedToken('email-verification');
}

const verify = (token: string) => app.recovery.verifyEmail.execute(token, CLIENT);
const verifiedAt = async () => (await app.users.real.findByEmail(EMAIL))?.emailVerifiedAt;

describe('a verification', () => {
  it('confirms the address, once, with one event', async () => {
    const token = await mailToken();
    app.clock.advance(DAY - 1);
    await verify(token);
    expect(await verifiedAt()).toEqual(app.clock.now());
    expect(app.events('email.verified')).toEqual([
      expect.objectContaining({ details: { by: 'verification' }, actorId: owner.user.id, userId: owner.user.id }),
    ]);
    await expect(verify(token)).rejects.toMatchObject(INVALID);
  });

  it('leaves the sessions alone', async () => {
    await verify(await mailToken());
    await expect(app.refresh(owner.token)).resolves.toMatchObject({ user: { emailVerifiedAt: app.clock.now() } });
  });

  it('goes through for one of 20 who ask at once', async () => {
    const token = await mailToken();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => verify(token)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(app.events('email.verified')).toHaveLength(1);
  });

  it('is refused after a day', async () => {
    const token = await mailToken();
    app.clock.advance(DAY);
    await expect(verify(token)).rejects.toMatchObject(INVALID);
    expect(await verifiedAt()).toBeNull();
  });

  it.each<[string, () => void]>([
    ['writing the account', () => app.users.failOnce('markEmailVerified')],
    ['storing the event', () => app.audit.failOnce('append')],
  ])('that the store breaks off can be made again: %s', async (_name, fail) => {
    const token = await mailToken();
    fail();
    await expect(verify(token)).rejects.toThrow(StorageUnavailable);
    await verify(token);
    expect(await verifiedAt()).toEqual(app.clock.now());
  });
});

describe('the mail', () => {
  it('is not awaited, and leaves an event', async () => {
    app.forgetCalls();
    app.recovery.mailVerification.execute(owner.user.id, LIMIT, CLIENT);
    expect(app.users.calls).toEqual([]);
    await app.recovery.finish();
    expect(app.recovery.mailer.sent).toMatchObject([{ kind: 'email-verification', to: EMAIL }]);
    expect(app.events('email.verification_requested')).toMatchObject([{ details: { result: 'mailed' } }]);
  });

  it('comes five times, then not while the last token works', async () => {
    for (let times = 0; times < 7; times += 1) await mail();
    expect(app.recovery.kinds).toHaveLength(5);
    expect(app.events('email.verification_requested').at(-1)).toMatchObject({ details: { result: 'limited' } });
    app.clock.advance(DAY);
    await mail();
    expect(app.recovery.kinds).toHaveLength(6);
  });

  it('does not come to an address that is confirmed, or to a closed account', async () => {
    await app.sql('UPDATE users SET isActive = 0');
    await mail();
    await app.sql('UPDATE users SET isActive = 1, emailVerifiedAt = 1');
    await mail();
    expect(app.recovery.mailer.sent).toEqual([]);
    expect(app.events('email.verification_requested')).toEqual([]);
  });
});
