import { beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type Device, signIn, signInAs } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { storedEvents } from '../support/persistence.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

describe.each(STORES)('a change of rights over $name', (kind) => {
  const service = useService(kind);
  let admin: Device;

  beforeAll(async () => {
    admin = await signInAs(service(), 'admin');
  });

  const change = ({ userId }: Device, rights: object) => admin.patch(`/admin/users/${userId}`, rights);

  async function isOverFor(device: Device, reason: string): Promise<void> {
    for (const path of ['/auth/me', '/auth/sessions', '/admin/users']) {
      const { status, body } = await device.get(path);
      expect([path, status, body.code]).toEqual([path, 401, 'token-revoked']);
    }
    const { status, body, cookies } = await device.refresh();
    expect([status, body.code, body.reason]).toEqual([401, 'refresh-token-revoked', reason]);
    expect(cookies).toEqual([expect.stringContaining('Max-Age=0')]);
  }

  async function eventsAbout({ userId }: Device, ...types: string[]): Promise<object[]> {
    const events = (await storedEvents(service().app)).filter((event) => event.userId === userId);
    return events
      .filter(({ type }) => types.includes(type))
      .map(({ type, actorId, details }) => ({ type, actorId, details }));
  }

  it('to a role that may more comes with the next access token; the sessions live on', async () => {
    const user = await signInAs(service(), 'user');
    expect((await user.get('/admin/users')).body.code).toBe('forbidden');
    expect((await change(user, { role: 'support' })).body).toMatchObject({ role: 'support', isActive: true });
    expect(decodeJwt(user.accessToken)['role']).toBe('user');
    expect((await user.get('/auth/me')).status).toBe(200);
    await user.goOn();
    expect(decodeJwt(user.accessToken)['role']).toBe('support');
    expect((await user.get('/admin/users?limit=1')).status).toBe(200);
    const { status, body, headers } = await user.patch(`/admin/users/${user.userId}`, { role: 'admin' });
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
    const details = { from: 'user', to: 'support' };
    expect(await eventsAbout(user, 'admin.role_changed', 'user.sessions_revoked')).toEqual([
      { type: 'admin.role_changed', actorId: admin.userId, details },
    ]);
  });

  it('to a role that may less holds at once, on every device', async () => {
    const laptop = await signInAs(service(), 'admin');
    const phone = await signIn(service(), laptop.email);
    expect((await change(laptop, { role: 'support' })).status).toBe(200);
    await isOverFor(laptop, 'role-changed');
    await isOverFor(phone, 'role-changed');
    const again = await signIn(service(), laptop.email);
    expect(decodeJwt(again.accessToken)['role']).toBe('support');
    const who = { actorId: admin.userId };
    expect(await eventsAbout(laptop, 'admin.role_changed', 'user.sessions_revoked')).toEqual([
      { type: 'admin.role_changed', ...who, details: { from: 'admin', to: 'support' } },
      { type: 'user.sessions_revoked', ...who, details: { reason: 'role-changed', revokedSessions: 2 } },
    ]);
  });

  it('closes an account at once: no token works, and nobody signs in', async () => {
    const laptop = await signInAs(service(), 'support');
    const phone = await signIn(service(), laptop.email);
    expect((await change(laptop, { isActive: false })).body).toMatchObject({ role: 'support', isActive: false });
    await isOverFor(laptop, 'user-inactive');
    await isOverFor(phone, 'user-inactive');
    const refused = await new Browser(service().address).login(laptop.email);
    const wrong = await new Browser(service().address).login(laptop.email, 'not the password');
    expect([refused.status, refused.body.code, refused.cookies]).toEqual([401, 'invalid-credentials', []]);
    expect({ ...refused.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
    const who = { actorId: admin.userId };
    expect(await eventsAbout(laptop, 'admin.activity_changed', 'user.sessions_revoked')).toEqual([
      { type: 'admin.activity_changed', ...who, details: { isActive: false } },
      { type: 'user.sessions_revoked', ...who, details: { reason: 'user-inactive', revokedSessions: 2 } },
    ]);
  });

  it('opens an account again: its owner signs in, and what had ended stays so', async () => {
    const device = await signInAs(service(), 'user');
    const before = device.copy();
    await change(device, { isActive: false });
    expect((await change(device, { isActive: true })).body).toMatchObject({ isActive: true });
    await isOverFor(before, 'user-inactive');
    await device.signIn();
    expect((await device.get('/auth/me')).status).toBe(200);
    expect((await device.refresh()).status).toBe(200);
  });
});
