import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { PUBLIC_URL, type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const COOKIE_ENDPOINTS = ['register', 'login', 'refresh', 'logout', 'logout-all'];

describe('the HTTP contract', () => {
  let store: StoreSettings;
  let service: Service;
  let token: string;
  const allowed = 'http://app.ratchet.test';

  beforeAll(async () => {
    store = STORES[0]!.create();
    service = await startService(store, { ALLOWED_ORIGINS: allowed });
    token = (await browser().register(newEmail())).body.accessToken;
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  const browser = () => new Browser(service.address);

  describe('cookies', () => {
    it('are HttpOnly, SameSite=Strict, for /auth, and last as long as the session', async () => {
      const { cookies, body } = await browser().register(newEmail());
      expect(cookies).toHaveLength(2);
      const [, maxAge = ''] =
        /^refresh_token=[\w-]{27}\.[\w-]{64}; Max-Age=(\d+); Path=\/auth; HttpOnly; SameSite=Strict$/.exec(
          cookies[0] ?? '',
        ) ?? [];
      const left = (Date.parse(body.session.expiresAt) - Date.now()) / 1000;
      expect(Math.abs(Number(maxAge) - left)).toBeLessThan(5);
    });

    it('remember the device for 400 days, also when it has signed out', async () => {
      const owner = browser();
      const email = newEmail();
      const { cookies } = await owner.register(email);
      const attributes = 'Max-Age=34560000; Path=/auth; HttpOnly; SameSite=Strict';
      expect(cookies[1]).toMatch(new RegExp(`^device=[\\w-]{91}; ${attributes}$`));
      expect((await owner.post('/auth/logout')).cookies).toHaveLength(1);
      expect((await owner.login(email)).cookies[1]).toMatch(/^device=/);
      expect((await owner.refresh()).cookies).toHaveLength(1);
      expect((await browser().login(email, 'not the password')).cookies).toEqual([]);
    });

    it('are cleared with the same attributes', async () => {
      const { cookies } = await browser().post('/auth/logout');
      expect(cookies).toEqual(['refresh_token=; Max-Age=0; Path=/auth; HttpOnly; SameSite=Strict']);
    });

    it('are read, and cleared, whatever type an empty body claims to have', async () => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
        const owner = browser();
        await owner.register(newEmail());
        const empty = { method: 'POST', body: '', headers: { 'content-type': type } };
        expect((await owner.send('/auth/refresh', empty)).status).toBe(200);
        expect((await owner.send('/auth/logout', empty)).status).toBe(204);
        expect(owner.token).toBeNull();
      }
    });

    it('stay when the token is missing or invalid', async () => {
      const stranger = browser();
      const missing = await stranger.refresh();
      expect([missing.status, missing.body.code, missing.cookies]).toEqual([401, 'refresh-token-missing', []]);
      stranger.token = 'rubbish';
      const invalid = await stranger.refresh();
      expect([invalid.status, invalid.body.code, invalid.cookies]).toEqual([401, 'refresh-token-invalid', []]);
    });

    it('of one name may come several: the newest of one session counts, those of two are refused', async () => {
      const [ada, bob] = [browser(), browser()];
      await ada.register(newEmail());
      await bob.register(newEmail());
      const spent = ada.token ?? '';
      await ada.refresh();
      const live = ada.token ?? '';
      const send = (...tokens: string[]) =>
        browser().refresh({ cookie: tokens.map((each) => `refresh_token=${each}`).join('; ') });
      const both = await send(live, bob.token ?? '');
      expect([both.status, both.body.code, both.cookies]).toEqual([401, 'refresh-token-invalid', []]);
      const mixed = await send('rubbish', spent, live);
      expect(mixed.status).toBe(200);
      expect((await bob.refresh()).status).toBe(200);
    });
  });

  describe('headers', () => {
    it("carry the caller's request id if it is sane, else a new one", async () => {
      const own = await browser().get('/auth/me', { 'x-request-id': 'a-B.c_9' });
      expect([own.headers.get('x-request-id'), own.body.requestId]).toEqual(['a-B.c_9', 'a-B.c_9']);
      for (const strange of ['a b', 'x'.repeat(129), 'a;b', '']) {
        const answer = await browser().get('/health/live', { 'x-request-id': strange });
        expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      }
    });

    it('forbid storing what is personal, and let keys be cached', async () => {
      const personal = [await browser().get('/auth/me', bearer(token)), await browser().register(newEmail())];
      expect(personal.map(({ headers }) => headers.get('cache-control'))).toEqual(['no-store', 'no-store']);
      const keys = await browser().get<{ keys: object[] }>('/.well-known/jwks.json');
      expect(keys.headers.get('cache-control')).toBe('public, max-age=300');
      expect(keys.body.keys).toEqual([
        {
          kty: 'EC',
          crv: 'P-256',
          use: 'sig',
          alg: 'ES256',
          kid: expect.any(String),
          x: expect.any(String),
          y: expect.any(String),
        },
      ]);
    });

    it.each([
      ['no token', {}, 'token-missing', 'Bearer'],
      ['another scheme', { authorization: 'Basic YTpi' }, 'token-missing', 'Bearer'],
      ['a bad token', bearer('rubbish'), 'token-invalid', 'Bearer error="invalid_token"'],
    ])('challenge a caller with %s', async (_, headers, code, challenge) => {
      const { status, body, headers: answered } = await browser().get('/auth/me', headers);
      expect([status, body.code, answered.get('www-authenticate')]).toEqual([401, code, challenge]);
    });

    it('never take a token from the query', async () => {
      expect((await browser().get(`/auth/me?access_token=${token}`)).body.code).toBe('token-missing');
    });
  });

  describe('origins', () => {
    it.each(COOKIE_ENDPOINTS)('that are foreign are refused by /auth/%s', async (endpoint) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: `${PUBLIC_URL}.evil.example` },
        { origin: `${PUBLIC_URL}:8080` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const answer = await browser().post(`/auth/${endpoint}`, undefined, headers);
        expect([answer.status, answer.body.code]).toEqual([403, 'origin-not-allowed']);
      }
    });

    it('that are known, or none, may call', async () => {
      for (const headers of [
        { origin: PUBLIC_URL },
        { origin: allowed },
        { 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'none' },
        {},
      ]) {
        expect((await browser().post('/auth/logout', undefined, headers)).status).toBe(204);
      }
    });

    it('that are allowed get CORS with credentials, others none', async () => {
      const own = await browser().post('/auth/logout', undefined, { origin: allowed });
      expect(own.headers.get('access-control-allow-origin')).toBe(allowed);
      expect(own.headers.get('access-control-allow-credentials')).toBe('true');
      expect(own.headers.get('vary')).toContain('Origin');
      expect(own.headers.get('access-control-expose-headers')?.toLowerCase()).toMatch(/retry-after.*x-request-id/);
      const preflight = await browser().send('/auth/refresh', {
        method: 'OPTIONS',
        headers: {
          origin: allowed,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'idempotency-key',
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('idempotency-key');
      const foreign = await browser().get('/health/live', { origin: 'https://evil.example' });
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  describe('idempotency keys', () => {
    it('give the same successor again, and refuse a newer token', async () => {
      const owner = browser();
      await owner.register(newEmail());
      const spent = owner.token;
      const key = { 'idempotency-key': 'random-for-each-refresh' };
      await owner.refresh(key);
      const successor = owner.token;
      owner.token = spent;
      expect((await owner.refresh(key)).status).toBe(200);
      expect(owner.token).toBe(successor);
      const constant = await owner.refresh(key);
      expect([constant.status, constant.body.code, constant.cookies]).toEqual([400, 'idempotency-key-reused', []]);
      expect((await owner.refresh({ 'idempotency-key': 'another-random-key' })).status).toBe(200);
    });

    it.each(['short', 'x'.repeat(129), 'ünprintable-as-ASCII'])('refuse %j', async (key) => {
      const owner = browser();
      await owner.register(newEmail());
      const latin1 = Buffer.from(key, 'utf8').toString('latin1');
      const { status, body } = await owner.refresh({ 'idempotency-key': latin1 });
      expect([status, body.code, body.errors?.[0]?.field]).toEqual([400, 'validation-failed', 'Idempotency-Key']);
      expect((await owner.refresh()).status).toBe(200);
    });
  });
});
