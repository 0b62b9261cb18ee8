import { describe, expect, it } from '@jest/globals';
import { bearer, Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { storedEvents } from '../support/persistence.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

describe.each(STORES)('the main flow over $name', (kind) => {
  const service = useService(kind);

  const browser = () => new Browser(service().address);

  it('registers, refreshes, is caught reusing a token, signs in again and out', async () => {
    const email = newEmail();
    const laptop = browser();
    const registered = await laptop.register(`  ${email.toUpperCase()} `);
    expect(registered.status).toBe(201);
    expect(registered.body).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 600,
      user: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        email,
        role: 'user',
        isActive: true,
        emailVerified: false,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
      session: { id: expect.any(String), expiresAt: expect.stringMatching(/\.\d{3}Z$/) },
    });

    const first = laptop.token ?? '';
    const refreshed = await laptop.refresh();
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.session.id).toBe(registered.body.session.id);
    expect(refreshed.body.user).toEqual(registered.body.user);
    expect(laptop.token).not.toBe(first);

    const me = await laptop.get('/auth/me', bearer(refreshed.body.accessToken));
    expect([me.status, me.body]).toEqual([200, registered.body.user]);

    const phone = browser();
    expect((await phone.login(email)).status).toBe(200);

    const thief = browser();
    thief.token = first;
    const reused = await thief.refresh();
    expect([reused.status, reused.body.code]).toEqual([401, 'refresh-token-reused']);
    expect(thief.token).toBeNull();

    for (const victim of [laptop, phone]) {
      const ended = await victim.refresh();
      expect([ended.status, ended.body.code, ended.body.reason]).toEqual([
        401,
        'refresh-token-revoked',
        'reuse-detected',
      ]);
      expect(victim.token).toBeNull();
    }

    expect((await laptop.login(email)).status).toBe(200);
    const before = laptop.token;
    expect((await laptop.post('/auth/logout')).status).toBe(204);
    expect(laptop.token).toBeNull();
    laptop.token = before;
    const over = await laptop.refresh();
    expect([over.status, over.body.code, over.body.reason]).toEqual([401, 'refresh-token-revoked', 'logout']);
  });

  it('keeps a login that follows the cascade alive, also when the dead tokens come again', async () => {
    const email = newEmail();
    const owner = browser();
    await owner.register(email);
    const spent = owner.token;
    await owner.refresh();
    const thief = browser();
    thief.token = spent;
    await thief.refresh();
    await owner.login(email);
    for (let round = 0; round < 3; round += 1) {
      thief.token = spent;
      expect((await thief.refresh()).body.code).toBe('refresh-token-revoked');
    }
    expect((await owner.refresh()).status).toBe(200);
  });

  it('signs out everywhere in one call, and the next login lives', async () => {
    const email = newEmail();
    const devices = [browser(), browser(), browser()];
    const first = await devices[0]?.register(email);
    for (const device of devices.slice(1)) await device.login(email);
    const token = first?.body.accessToken ?? '';
    const out = await devices[0]?.post('/auth/logout-all', undefined, bearer(token));
    expect([out?.status, out?.body]).toEqual([200, { revokedSessions: 3 }]);
    expect(devices[0]?.token).toBeNull();
    const ended = await devices[1]?.refresh();
    expect([ended?.body.code, ended?.body.reason]).toEqual(['refresh-token-revoked', 'logout-all']);
    const again = browser();
    expect((await again.login(email)).status).toBe(200);
    const late = await browser().post('/auth/logout-all', undefined, bearer(token));
    expect([late.status, late.body.code]).toEqual([401, 'token-revoked']);
    expect((await again.refresh()).status).toBe(200);
  });

  it('logs out with any, a bad, a dead or no cookie', async () => {
    const owner = browser();
    await owner.register(newEmail());
    const spent = owner.token;
    await owner.refresh();
    const live = owner.token;
    const other = browser();
    for (const token of [null, 'rubbish', spent, spent]) {
      other.token = token;
      expect((await other.post('/auth/logout')).status).toBe(204);
    }
    other.token = live;
    expect((await other.refresh()).body.reason).toBe('logout');
  });

  it('ends the session of the browser that signs in again', async () => {
    const email = newEmail();
    const owner = browser();
    await owner.register(email);
    const replaced = owner.token;
    await owner.login(email);
    const old = browser();
    old.token = replaced;
    expect((await old.refresh()).body.reason).toBe('replaced');
    expect((await owner.refresh()).status).toBe(200);
  });

  it('answers an unknown e-mail and a wrong password alike', async () => {
    const email = newEmail();
    await browser().register(email);
    const wrong = await browser().login(email, 'not the password');
    const unknown = await browser().login(newEmail(), PASSWORD);
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
    expect(unknown.cookies).toEqual([]);
  });

  it('stores an event for every step, with who, whom and why', async () => {
    const email = newEmail();
    const owner = browser();
    const { body } = await owner.register(email);
    const spent = owner.token;
    await owner.refresh();
    await browser().login(email, 'not the password');
    owner.token = spent;
    await owner.refresh();
    const events = (await storedEvents(service().app)).filter(({ userId }) => userId === body.user.id);
    expect(events.map(({ type }) => type)).toEqual([
      'user.registered',
      'session.refreshed',
      'login.failed',
      'session.reuse_detected',
      'suspicious.token_reused',
      'user.sessions_revoked',
    ]);
    expect(events[1]).toMatchObject({
      outcome: 'success',
      actorId: body.user.id,
      sessionId: body.session.id,
      ipAddress: '127.0.0.1',
      requestId: expect.any(String),
      details: { generation: 1 },
    });
    expect(events[2]).toMatchObject({ outcome: 'failure', actorId: null, details: { reason: 'wrong-password' } });
    expect(JSON.stringify(events)).not.toContain(spent);
  });
});
