import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, MINUTE, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
let userId: string;
beforeEach(async () => {
  app = new UseCases();
  userId = (await app.register()).user.id;
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const ask = (email = EMAIL) => app.recovery.requestPasswordReset.execute(email, CLIENT);
const askAndFinish = async (email?: string) => {
  ask(email);
  await app.recovery.finish();
};
const results = () => app.events('password.reset_requested').map(({ details }) => details);

describe('a forgotten password', () => {
  it('costs the caller nothing: no call of the store, whoever is meant', () => {
    ask();
    ask('eve@example.com');
    expect([...app.users.calls, ...app.recovery.actionTokens.calls, ...app.audit.calls]).toEqual([]);
    expect(app.recovery.work.jobs).toHaveLength(2);
  });

  it.each([EMAIL, ' ADA@Example.com'])('brings a mail with a token for half an hour: %j', async (email) => {
    await askAndFinish(email);
    const [mail] = app.recovery.mailer.sent;
    expect(mail).toMatchObject({
      kind: 'password-reset',
      to: EMAIL,
      data: { expiresAt: new Date(app.clock.now().getTime() + 30 * MINUTE) },
    });
    expect(app.events('password.reset_requested')).toEqual([
      expect.objectContaining({ details: { result: 'mailed' }, outcome: 'success', actorId: null, userId }),
    ]);
  });

  it('stores the hash of the token, and the token nowhere', async () => {
    await askAndFinish();
    const token = app.recovery.mailedToken('password-reset');
    const everything = ['users', 'actionTokens', 'auditEvents'].map((table) => app.store.all(`SELECT * FROM ${table}`));
    expect(JSON.stringify(everything)).not.toContain(token);
  });

  it('of an unknown address brings no mail, and an event without the address', async () => {
    await askAndFinish('eve@example.com');
    expect(app.recovery.mailer.sent).toEqual([]);
    expect(app.events('password.reset_requested')).toMatchObject([
      { details: { result: 'unknown-email' }, userId: null },
    ]);
    expect(JSON.stringify(app.events())).not.toContain('eve@');
  });

  it('of a closed account brings no mail', async () => {
    await app.sql('UPDATE users SET isActive = 0');
    await askAndFinish();
    expect(app.recovery.mailer.sent).toEqual([]);
    expect(results()).toEqual([{ result: 'user-inactive' }]);
  });

  it('sends no token whose event is not stored', async () => {
    app.audit.failOnce('append');
    ask();
    await expect(app.recovery.finish()).rejects.toThrow(StorageUnavailable);
    expect(app.recovery.mailer.sent).toEqual([]);
  });
});

describe('the mails of one account', () => {
  it('are three, then none while the last token works', async () => {
    for (let times = 0; times < 5; times += 1) await askAndFinish();
    expect(app.recovery.kinds).toHaveLength(3);
    expect(results()).toEqual(['mailed', 'mailed', 'mailed', 'limited', 'limited'].map((result) => ({ result })));
    app.clock.advance(30 * MINUTE - 1);
    await askAndFinish();
    expect(app.recovery.kinds).toHaveLength(3);
    app.clock.advance(1);
    await askAndFinish();
    expect(app.recovery.kinds).toHaveLength(4);
  });

  it('do not count for another account', async () => {
    for (let times = 0; times < 4; times += 1) await askAndFinish();
    await app.register({ email: 'eve@example.com' });
    await askAndFinish('eve@example.com');
    expect(app.recovery.mailer.sent.at(-1)).toMatchObject({ to: 'eve@example.com' });
  });
});
