import { describe, expect, it } from '@jest/globals';
import { signInAs } from '../support/accounts.ts';
import { Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { times } from '../support/persistence.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const WRONG = 'not the password';

describe.each(STORES)('lockout over $name', (kind) => {
  // A client says where it comes from, as a proxy would.
  const service = useService(kind, { TRUST_PROXY: '1' });

  const browser = (ipAddress: string) => new Browser(service().address, { 'x-forwarded-for': ipAddress });

  async function failFrom(email: string, ipAddresses: readonly string[]): Promise<Set<number>> {
    const answers = await Promise.all(ipAddresses.map((ipAddress) => browser(ipAddress).login(email, WRONG)));
    return new Set(answers.map(({ status }) => status));
  }

  it('answers a right password as a wrong one: 429 with the time to wait, and no cookie', async () => {
    const email = newEmail();
    await browser('203.0.113.1').register(email);
    const attacker = browser('203.0.113.2');
    for (let n = 0; n < 5; n += 1) expect((await attacker.login(email, WRONG)).status).toBe(401);
    const [right, wrong] = [await attacker.login(email), await attacker.login(email, WRONG)];
    for (const answer of [right, wrong]) {
      expect([answer.status, answer.body.code, answer.cookies]).toEqual([429, 'account-locked', []]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(25);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    }
    expect({ ...right.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it('does not tell an e-mail that nobody has', async () => {
    const attacker = browser('203.0.113.3');
    const email = newEmail();
    for (let n = 0; n < 5; n += 1) expect((await attacker.login(email, WRONG)).status).toBe(401);
    expect((await attacker.login(email, WRONG)).body.code).toBe('account-locked');
  });

  it('lets the owner in on a device that has signed in before, whatever an attacker does', async () => {
    const email = newEmail();
    const owner = browser('203.0.113.4');
    await owner.register(email);
    for (let round = 0; round < 6; round += 1) {
      const networks = times(20, (n) => `198.51.100.${round * 20 + n}`);
      const statuses = await failFrom(email, networks);
      expect(statuses).toEqual(new Set([round < 5 ? 401 : 429]));
      expect((await owner.login(email)).status).toBe(200);
    }
    const elsewhere = await browser('203.0.113.5').login(email);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([429, 'account-locked']);
    expect(Number(elsewhere.headers.get('retry-after'))).toBeLessThanOrEqual(864);
  });

  it('is lifted by an administrator', async () => {
    const email = newEmail();
    const { body } = await browser('203.0.113.8').register(email);
    await failFrom(
      email,
      times(5, () => '203.0.113.9'),
    );
    expect((await browser('203.0.113.9').login(email)).status).toBe(429);
    const admin = await signInAs(service(), 'admin');
    expect((await admin.post(`/admin/users/${body.user.id}/unlock`)).status).toBe(204);
    expect((await browser('203.0.113.9').login(email)).status).toBe(200);
  });

  it('counts the guesses at a password change by session', async () => {
    const laptop = await signInAs(service(), 'user');
    const guess = { currentPassword: WRONG, newPassword: 'eleven green walruses' };
    for (let n = 0; n < 5; n += 1) expect((await laptop.post('/auth/password/change', guess)).status).toBe(401);
    const locked = await laptop.post('/auth/password/change', { ...guess, currentPassword: PASSWORD });
    expect([locked.status, locked.body.code]).toEqual([429, 'account-locked']);
    expect((await laptop.get('/auth/me')).status).toBe(200);
    expect((await browser('203.0.113.10').login(laptop.email)).status).toBe(200);
  });

  it('believes no device cookie that is changed, or of another account', async () => {
    const [email, other] = [newEmail(), newEmail()];
    const owner = browser('203.0.113.6');
    await owner.register(email);
    const stranger = browser('203.0.113.6');
    await stranger.register(other);
    await failFrom(
      email,
      times(5, () => '203.0.113.6'),
    );
    const device = owner.device ?? '';
    const changed = `${device.slice(0, -1)}${device.endsWith('A') ? 'E' : 'A'}`;
    for (const each of [null, stranger.device, changed, 'rubbish']) {
      expect((await Object.assign(browser('203.0.113.6'), { device: each }).login(email)).status).toBe(429);
    }
    expect((await Object.assign(browser('203.0.113.6'), { device }).login(email)).status).toBe(200);
  });

  it('takes no sign-ins at once for guesses', async () => {
    const email = newEmail();
    await browser('203.0.113.7').register(email);
    const answers = await Promise.all(times(12, () => browser('203.0.113.7').login(email, PASSWORD)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
