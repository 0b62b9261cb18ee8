import { describe, expect, it } from '@jest/globals';
import { createAccount, type Device, signIn } from '../support/accounts.ts';
import { Browser, PASSWORD } from '../support/browser.ts';
import { storedEvents } from '../support/persistence.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const NEW_PASSWORD = 'eleven green walruses';
const change = (currentPassword: unknown, newPassword: unknown) => ({ currentPassword, newPassword });

describe.each(STORES)('a password change over $name', (kind) => {
  const service = useService(kind);

  async function twoDevices(): Promise<[Device, Device]> {
    const email = await createAccount(service(), 'user');
    return [await signIn(service(), email), await signIn(service(), email)];
  }

  const loginWith = (email: string, password: string) => new Browser(service().address).login(email, password);

  it('ends every other session; the calling one lives on', async () => {
    const [laptop, phone] = await twoDevices();
    const answer = await laptop.post('/auth/password/change', change(PASSWORD, NEW_PASSWORD));
    expect([answer.status, answer.body, answer.cookies]).toEqual([204, '', []]);
    expect((await laptop.get('/auth/me')).status).toBe(200);
    await laptop.goOn();
    expect((await laptop.get('/auth/sessions')).body).toMatchObject({ items: [{ id: laptop.sessionId }] });
    expect((await phone.get('/auth/me')).body.code).toBe('token-revoked');
    expect((await phone.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: 'password-changed' });
    expect((await loginWith(laptop.email, PASSWORD)).body.code).toBe('invalid-credentials');
    expect((await loginWith(laptop.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('takes the present password to prove who asks', async () => {
    const [laptop, phone] = await twoDevices();
    const refused = await laptop.post('/auth/password/change', change('not the password', NEW_PASSWORD));
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid-credentials']);
    expect((await phone.refresh()).status).toBe(200);
    expect((await loginWith(laptop.email, PASSWORD)).status).toBe(200);
    const events = (await storedEvents(service().app)).filter(({ userId }) => userId === laptop.userId);
    expect(events.find(({ type }) => type === 'password.change_refused')).toMatchObject({
      actorId: laptop.userId,
      sessionId: laptop.sessionId,
      details: { reason: 'wrong-password' },
    });
    expect(JSON.stringify(events)).not.toContain('not the password');
  });

  it.each([
    ['too short', change(PASSWORD, 'short'), 'newPassword', /at least 12/],
    ['common', change(PASSWORD, 'password1234'), 'newPassword', /easy to guess/],
    ['missing', { currentPassword: PASSWORD }, 'newPassword', /text/],
    ['null', change(PASSWORD, null), 'newPassword', /text/],
    ['an operator', change(PASSWORD, { $ne: '' }), 'newPassword', /text/],
    ['without the present one', { newPassword: NEW_PASSWORD }, 'currentPassword', /text/],
    ['beside an unknown field', { ...change(PASSWORD, NEW_PASSWORD), email: 'x@example.com' }, 'email', /exist/],
  ])('names the field of a new password that is %s', async (_, body, field, message) => {
    const [laptop, phone] = await twoDevices();
    const answer = await laptop.post('/auth/password/change', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect(answer.body.errors).toEqual([{ field, message: expect.stringMatching(message) }]);
    expect((await phone.get('/auth/me')).status).toBe(200);
    expect((await loginWith(laptop.email, PASSWORD)).status).toBe(200);
  });

  it('refuses one that is built from the e-mail', async () => {
    const email = await createAccount(service(), 'user', `grace.hopper@${kind.name}.example`);
    const laptop = await signIn(service(), email);
    const { body } = await laptop.post('/auth/password/change', change(PASSWORD, 'Grace.Hopper1906'));
    expect(body.errors).toEqual([{ field: 'newPassword', message: 'must not be built from the e-mail address' }]);
  });

  it('on two devices at once: one wins, and ends the other', async () => {
    const devices = await twoDevices();
    const passwords = ['eleven green walruses', 'nine yellow ostriches'];
    const answers = await Promise.all(
      devices.map((device, index) => device.post('/auth/password/change', change(PASSWORD, passwords[index]))),
    );
    const winner = answers.findIndex(({ status }) => status === 204);
    const loser = 1 - winner;
    expect(answers[winner]?.status).toBe(204);
    expect(answers[loser]?.status).toBe(401);
    expect((await devices[winner]?.refresh())?.status).toBe(200);
    expect((await devices[loser]?.refresh())?.body.reason).toBe('password-changed');
    expect((await loginWith(devices[0].email, passwords[winner] ?? '')).status).toBe(200);
    expect((await loginWith(devices[0].email, passwords[loser] ?? '')).status).toBe(401);
  });
});
