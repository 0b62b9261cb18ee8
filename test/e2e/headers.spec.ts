import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const APP = 'https://app.ratchet.example';

/** A service with settings of its own, started for the tests of the suite around the call. */
function useSettings(variablesIn: (folder: string) => NodeJS.ProcessEnv): () => Browser {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = STORES[0]!.create();
    service = await startService(store, variablesIn(store.variables.DATA_DIR));
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  return () => new Browser(service.address);
}

function production(folder: string): NodeJS.ProcessEnv {
  const key = join(folder, 'signing.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://auth.ratchet.example',
    APP_KEYS: 'fJ3k-9sLq2Wm8Zx5Vb1Nc7Rt4Yp6Hd0Ga',
    AUDIT_KEYS: 'Xa9c-4Ud7Ke2Ti6Bn0Mf8Sv3Ql5Wg1Jb',
    JWT_SIGNING_KEYS: key,
    ALLOWED_ORIGINS: APP,
  };
}

describe('headers in production', () => {
  const browser = useSettings(production);

  it('make browsers stay with TLS for a year, and forbid everything that a page could do', async () => {
    for (const path of ['/auth/me', '/health/live', '/docs', '/nowhere']) {
      const { headers } = await browser().get<unknown>(path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
    const { headers } = await browser().get('/auth/me');
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  });

  it('carry Secure cookies whose names say so', async () => {
    const { cookies } = await browser().register(newEmail());
    expect(cookies.map((line) => line.replace(/=[^;]*/, '').replace(/Max-Age=\d+; /, ''))).toEqual([
      '__Secure-refresh_token; Path=/auth; HttpOnly; Secure; SameSite=Strict',
      '__Secure-device; Path=/auth; HttpOnly; Secure; SameSite=Strict',
    ]);
  });

  it('let allowed origins, and no others, read answers, refusals too', async () => {
    const refused = await browser().get('/auth/me', { origin: APP });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(APP);
    expect(refused.headers.get('access-control-allow-credentials')).toBe('true');
    expect(refused.headers.get('access-control-expose-headers')).toBe(
      'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
    );
    for (const origin of ['https://evil.example', `${APP}.evil.example`, 'http://app.ratchet.example', 'null']) {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin, 'access-control-request-method': 'GET' };
        const foreign = await browser().send('/auth/me', { method, headers });
        expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
        expect(foreign.headers.get('vary')).toContain('Origin');
      }
    }
  });
});

describe('headers with COOKIE_HOST_PREFIX', () => {
  const browser = useSettings(() => ({ COOKIE_SECURE: 'true', COOKIE_HOST_PREFIX: 'true' }));

  it('carry cookies that no sibling domain can plant', async () => {
    const { cookies } = await browser().register(newEmail());
    expect(cookies.map((line) => line.replace(/=[^;]*/, '').replace(/Max-Age=\d+; /, ''))).toEqual([
      '__Host-refresh_token; Path=/; HttpOnly; Secure; SameSite=Strict',
      '__Host-device; Path=/; HttpOnly; Secure; SameSite=Strict',
    ]);
  });
});

describe('headers in development', () => {
  const browser = useSettings(() => ({}));

  it('bind nobody to TLS, and offer CORS to no one', async () => {
    const { headers } = await browser().get('/auth/me', { origin: APP });
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
