import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { awaitMail, tokenIn } from '../support/mails.ts';
import { type Sabotage, SABOTAGES } from '../support/sabotage.ts';
import { type Service, startService } from '../support/service.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

describe.each(SABOTAGES)('a store that fails: %s', (_, sabotageStore) => {
  let sabotage: Sabotage;
  let service: Service;

  beforeEach(async () => {
    sabotage = await sabotageStore();
    service = await startService(sabotage.store);
  });

  afterEach(async () => {
    await service.stop();
    await sabotage.end();
    await sabotage.store.discard();
  });

  const browser = () => new Browser(service.address);

  async function readyAgain(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await browser().get('/health/ready')).status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the service did not recover');
  }

  it('out of reach: 503 that can be retried, the cookie untouched, and recovery by itself', async () => {
    const email = newEmail();
    const owner = browser();
    await owner.register(email);
    const token = owner.token;
    sabotage.takeAway();
    // So that the driver has noticed: until then it may not know whether a command left.
    expect((await browser().get('/health/ready')).status).toBe(503);
    expect((await browser().get('/health/live')).status).toBe(200);
    const refused = [await owner.refresh(), await owner.login(email), await browser().register(newEmail())];
    for (const answer of refused) {
      expect([answer.status, answer.body.code, answer.cookies]).toEqual([503, 'storage-unavailable', []]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await owner.post('/auth/logout')).status).toBe(503);
    expect(owner.token).toBe(token);
    sabotage.giveBack();
    await readyAgain();
    expect((await owner.refresh()).status).toBe(200);
    expect((await browser().login(email)).status).toBe(200);
  });

  it('lost between the rotation and the event: 503 with the successor, from which the next refresh goes on', async () => {
    const owner = browser();
    await owner.register(newEmail());
    const spent = owner.token;
    sabotage.refuseAuditEvents(service);
    const refused = await owner.refresh();
    expect([refused.status, refused.body.code]).toEqual([503, 'storage-unavailable']);
    expect(refused.cookies).toHaveLength(1);
    expect(owner.token).not.toBe(spent);
    expect(JSON.stringify(refused.body)).not.toContain('accessToken');
    sabotage.giveBack();
    await readyAgain();
    expect((await owner.refresh()).status).toBe(200);
  });

  it('without its events nobody is registered or signed in, and the same call works later', async () => {
    const email = newEmail();
    sabotage.refuseAuditEvents(service);
    const refused = await browser().register(email);
    expect([refused.status, refused.body.code, refused.cookies]).toEqual([503, 'storage-unavailable', []]);
    sabotage.giveBack();
    await readyAgain();
    expect((await browser().login(email)).status === 200 || (await browser().register(email)).status === 201).toBe(
      true,
    );
  });

  it('out of reach: a forgotten password is answered as ever, a reset waits and keeps its token', async () => {
    const email = newEmail();
    await browser().register(email);
    await browser().post('/auth/password/forgot', { email });
    const token = tokenIn(await awaitMail(sabotage.store, email, 'password-reset'));
    const reset = () => browser().post('/auth/password/reset', { token, newPassword: 'nine green alpacas' });
    sabotage.takeAway();
    expect((await browser().get('/health/ready')).status).toBe(503);
    // Of someone else: it is done as soon as the store is back, and another mail of hers would make the token void.
    expect((await browser().post('/auth/password/forgot', { email: newEmail() })).status).toBe(202);
    const refused = await reset();
    expect([refused.status, refused.body.code]).toEqual([503, 'storage-unavailable']);
    sabotage.giveBack();
    await readyAgain();
    expect((await reset()).status).toBe(204);
    expect((await browser().login(email, 'nine green alpacas')).status).toBe(200);
  });

  it('without its events no password is reset for good: the same token and password work later', async () => {
    const email = newEmail();
    await browser().register(email);
    await browser().post('/auth/password/forgot', { email });
    const token = tokenIn(await awaitMail(sabotage.store, email, 'password-reset'));
    const reset = () => browser().post('/auth/password/reset', { token, newPassword: 'nine green alpacas' });
    sabotage.refuseAuditEvents(service);
    expect((await reset()).body.code).toBe('storage-unavailable');
    sabotage.giveBack();
    await readyAgain();
    const again = await reset();
    // Cut off from MongoDB, the service could not give the token back; then the owner asks for another mail.
    expect([204, 400]).toContain(again.status);
    expect((await browser().login(email, 'nine green alpacas')).status).toBe(200);
  });
});
