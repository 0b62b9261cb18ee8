import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAdmin, Device, signIn } from '../support/accounts.ts';
import { newEmail } from '../support/browser.ts';
import { storedEvents, times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { type PageBody, type SessionBody, USER } from '../support/shapes.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PIXEL =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';

/** SQLite is for one process; over MongoDB the administrator and the user are served by different ones. */
const SETTINGS = STORES.map((kind) => ({ kind, name: kind.name, instances: kind.name === 'sqlite' ? 1 : 2 }));

describe.each(SETTINGS)('the first administrator over $name, $instances instance(s)', ({ kind, instances }) => {
  let store: StoreSettings;
  let services: Service[];

  beforeAll(async () => {
    store = kind.create();
    services = await Promise.all(times(instances, () => startService(store)));
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await store.discard();
  });

  it('finds a user, sees two devices, ends one: its access token dies, its refresh says why', async () => {
    const [here, there] = [services[0]!, services.at(-1)!];
    const email = newEmail();
    const laptop = new Device(there.address, email, { 'user-agent': FIREFOX });
    expect((await laptop.register(email)).status).toBe(201);
    await laptop.signIn();
    const phone = await signIn(there, email, { 'user-agent': PIXEL });

    const admin = await signIn(here, await createAdmin(here));
    const { body: users } = await admin.get<PageBody<{ id: string }>>(`/admin/users?email=${email}`);
    expect(users).toEqual({ items: [{ ...USER, id: laptop.userId, email }], nextCursor: null });
    const path = `/admin/users/${users.items[0]?.id}/sessions`;
    const { items } = (await admin.get<PageBody<SessionBody>>(path)).body;
    expect(items.map(({ id, device }) => [id, device])).toEqual([
      [phone.sessionId, { type: 'mobile', os: 'Android', browser: 'Chrome' }],
      [laptop.sessionId, { type: 'desktop', os: 'Linux', browser: 'Firefox' }],
    ]);

    expect((await admin.delete(`/admin/sessions/${phone.sessionId}`)).status).toBe(204);
    const endedAt = performance.now();
    while ((await phone.get('/auth/me')).status === 200) await sleep(25);
    expect(performance.now() - endedAt).toBeLessThan(2000);
    expect((await phone.get('/auth/me')).body.code).toBe('token-revoked');
    expect((await phone.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: 'ended-by-admin' });
    expect((await laptop.refresh()).status).toBe(200);
    const live = (await admin.get<PageBody<SessionBody>>(path)).body.items;
    expect(live.map(({ id }) => id)).toEqual([laptop.sessionId]);

    const events = (await storedEvents(here.app)).filter(({ actorId }) => actorId === admin.userId);
    expect(events.map(({ type, sessionId, details }) => [type, sessionId, details])).toEqual([
      ['login.succeeded', admin.sessionId, expect.anything()],
      ['admin.data_viewed', admin.sessionId, { permission: 'users:read', target: null }],
      ['admin.data_viewed', admin.sessionId, { permission: 'sessions:read', target: laptop.userId }],
      ['session.revoked', phone.sessionId, { reason: 'ended-by-admin' }],
      ['admin.data_viewed', admin.sessionId, { permission: 'sessions:read', target: laptop.userId }],
    ]);
  });
});
