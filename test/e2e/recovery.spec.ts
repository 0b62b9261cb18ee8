import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, bearer, Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { awaitMail, mailsOf, tokenIn } from '../support/mails.ts';
import { times } from '../support/persistence.ts';
import { PUBLIC_URL, type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const NEW_PASSWORD = 'nine green alpacas';
const RACERS = 20;

describe.each(STORES)('recovery over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store);
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  const browser = () => new Browser(service.address);
  const forgot = (email: string) => browser().post('/auth/password/forgot', { email });
  const reset = (token: string, newPassword = NEW_PASSWORD) =>
    browser().post('/auth/password/reset', { token, newPassword });

  async function resetToken(email: string): Promise<string> {
    await forgot(email);
    return tokenIn(await awaitMail(store, email, 'password-reset'));
  }

  function tally(answers: readonly Answer<{ code?: string }>[]): Record<string, number> {
    const outcomes = answers.map(({ status, body }) => `${status} ${body.code ?? ''}`.trim());
    return Object.fromEntries(
      [...new Set(outcomes)].map((key) => [key, outcomes.filter((each) => each === key).length]),
    );
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100 && !(await isSo()); tries += 1) await new Promise((r) => setTimeout(r, 20));
    expect(await isSo()).toBe(true);
  }

  it('a forgotten password: a mail, a new password, and everything that was signed in is out', async () => {
    const email = newEmail();
    const [laptop, phone] = [browser(), browser()];
    const { accessToken } = (await laptop.register(email)).body;
    await phone.login(email);
    const token = await resetToken(email);
    const answer = await reset(token);
    expect([answer.status, answer.body, answer.cookies]).toEqual([204, '', []]);
    for (const device of [laptop, phone]) {
      expect((await device.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: 'password-reset' });
    }
    expect((await browser().get('/auth/me', bearer(accessToken))).body.code).toBe('token-revoked');
    expect((await browser().login(email)).body.code).toBe('invalid-credentials');
    const again = await laptop.login(email, NEW_PASSWORD);
    expect([again.status, again.body.user['emailVerified']]).toEqual([200, true]);
    expect((await reset(token)).body.code).toBe('invalid-action-token');
    await awaitMail(store, email, 'password-changed');
  });

  it('20 who reset with one token at once: one 204, 19 refusals', async () => {
    const email = newEmail();
    const owner = browser();
    const { accessToken } = (await owner.register(email)).body;
    const token = await resetToken(email);
    const passwords = times(RACERS, (n) => `${NEW_PASSWORD} ${n}`);
    const answers = await Promise.all(passwords.map((password) => reset(token, password)));
    expect(tally(answers)).toEqual({ '204': 1, '400 invalid-action-token': RACERS - 1 });
    const winner = passwords[answers.findIndex(({ status }) => status === 204)] ?? '';
    expect((await browser().login(email, winner)).status).toBe(200);
    expect((await owner.refresh()).body.code).toBe('refresh-token-revoked');
    await until(async () => (await browser().get('/auth/me', bearer(accessToken))).status === 401);
  });

  it('the answer to a forgotten password is the same for everyone, and leads to a mail for one', async () => {
    const email = newEmail();
    await browser().register(email);
    const answers = [await forgot(email), await forgot(newEmail()), await forgot(email.toUpperCase())];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 202, body: { message: expect.any(String) } });
    await awaitMail(store, email, 'password-reset', 2);
    expect(
      mailsOf(store)
        .filter(({ kind: each }) => each === 'password-reset')
        .every(({ to }) => to.startsWith('person-')),
    ).toBe(true);
  });

  it('a password that the policy refuses leaves the token good', async () => {
    const email = newEmail();
    await browser().register(email);
    const token = await resetToken(email);
    const weak = await reset(token, 'short');
    expect([weak.status, weak.body.code, weak.body.errors?.[0]?.field]).toEqual([
      400,
      'validation-failed',
      'newPassword',
    ]);
    expect((await reset(token)).status).toBe(204);
  });

  it('an address is confirmed with the token of a mail that its owner asks for', async () => {
    const email = newEmail();
    const { accessToken, user } = (await browser().register(email)).body;
    expect(user['emailVerified']).toBe(false);
    expect((await browser().post('/auth/email/resend')).body.code).toBe('token-missing');
    const resend = await browser().post('/auth/email/resend', undefined, bearer(accessToken));
    expect(resend).toMatchObject({ status: 202, body: { message: expect.any(String) } });
    const mail = await awaitMail(store, email, 'email-verification');
    expect(mail.source).toContain(`${PUBLIC_URL}/console/verify#token=${tokenIn(mail)}\n`);
    expect((await reset(tokenIn(mail))).body.code).toBe('invalid-action-token');
    const answers = await Promise.all(
      times(RACERS, () => browser().post('/auth/email/verify', { token: tokenIn(mail) })),
    );
    expect(tally(answers)).toEqual({ '204': 1, '400 invalid-action-token': RACERS - 1 });
    const me = await browser().get<{ emailVerified: boolean }>('/auth/me', bearer(accessToken));
    expect(me.body.emailVerified).toBe(true);
  });

  it.each([
    ['/auth/password/forgot', {}, 'email'],
    ['/auth/password/forgot', { email: { $ne: '' } }, 'email'],
    ['/auth/password/reset', { newPassword: NEW_PASSWORD }, 'token'],
    ['/auth/password/reset', { token: { $ne: '' }, newPassword: NEW_PASSWORD }, 'token'],
    ['/auth/password/reset', { token: 'x' }, 'newPassword'],
    ['/auth/email/verify', { token: 'x'.repeat(257) }, 'token'],
    ['/auth/email/verify', { token: 'x', more: 1 }, 'more'],
  ])('%s refuses %j by its field', async (path, body, field) => {
    const answer = await browser().post(path, body);
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([
      400,
      'validation-failed',
      field,
    ]);
  });

  it.each(['', 'rubbish', ' AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'])(
    'what is no token is one that is not valid: %j',
    async (token) => {
      for (const answer of [await reset(token), await browser().post('/auth/email/verify', { token })]) {
        expect([answer.status, answer.body.code]).toEqual([400, 'invalid-action-token']);
      }
    },
  );

  it('no mail has a password in it', () => {
    const sources = mailsOf(store).map(({ source }) => source);
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) for (const each of [PASSWORD, NEW_PASSWORD]) expect(source).not.toContain(each);
  });
});

describe.each(STORES)('required verification over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store, { EMAIL_VERIFICATION: 'required' });
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  const browser = () => new Browser(service.address);

  it('a registration is answered alike whether the address is known or not, and a login waits for the mail', async () => {
    const email = newEmail();
    const first = await browser().register(email);
    const mail = await awaitMail(store, email, 'email-verification');
    const second = await browser().register(email, NEW_PASSWORD);
    await awaitMail(store, email, 'already-registered');
    expect([first.status, first.body, first.cookies]).toEqual([202, { message: expect.any(String) }, []]);
    expect([second.status, second.body, second.cookies]).toEqual([202, first.body, []]);
    const early = await browser().login(email);
    expect([early.status, early.body.code, early.cookies]).toEqual([403, 'email-not-verified', []]);
    expect((await browser().login(email, NEW_PASSWORD)).body.code).toBe('invalid-credentials');
    expect((await browser().post('/auth/email/verify', { token: tokenIn(mail) })).status).toBe(204);
    const owner = browser();
    expect((await owner.login(email)).body.user['emailVerified']).toBe(true);
    expect((await owner.refresh()).status).toBe(200);
  });
});
