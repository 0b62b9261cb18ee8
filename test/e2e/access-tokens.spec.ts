import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JWTHeaderParameters } from 'jose';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { PUBLIC_URL, type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const newPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

describe('access tokens', () => {
  let store: StoreSettings;
  let service: Service;
  let token: string;
  let header: JWTHeaderParameters;
  let claims: Record<string, unknown>;

  beforeAll(async () => {
    store = STORES[0]!.create();
    service = await startService(store);
    token = (await new Browser(service.address).register(newEmail())).body.accessToken;
    header = decodeProtectedHeader(token) as JWTHeaderParameters;
    claims = decodeJwt(token);
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  async function answerTo(accessToken: string): Promise<string> {
    const { status, body } = await new Browser(service.address).get('/auth/me', bearer(accessToken));
    return status === 200 ? 'ok' : body.code;
  }

  it('hold exactly what the contract says', () => {
    expect(Object.keys(header).sort()).toEqual(['alg', 'kid', 'typ']);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'role', 'sid', 'sub']);
    expect(claims).toMatchObject({ iss: PUBLIC_URL, aud: 'ratchet', role: 'user' });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
  });

  it('are verified by another library with nothing but the published keys', async () => {
    const keys = createRemoteJWKSet(new URL(`${service.address}/.well-known/jwks.json`));
    const verified = await jwtVerify(token, keys, {
      issuer: PUBLIC_URL,
      audience: 'ratchet',
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(verified.payload.sub).toBe(claims['sub']);
  });

  it('have one spelling: every change of one character is refused', async () => {
    for (let position = 0; position < token.length; position += 1) {
      if (token[position] === '.') continue;
      for (const other of ['A', 'B', '_']) {
        if (other === token[position]) continue;
        const changed = `${token.slice(0, position)}${other}${token.slice(position + 1)}`;
        expect([position, other, await answerTo(changed)]).toEqual([position, other, 'token-invalid']);
      }
    }
    for (const changed of [`${token}=`, `${token}.`, `.${token}`, token.replace('.', '..'), `${token} x`]) {
      expect(await answerTo(changed)).toBe('token-invalid');
    }
  });
});

describe('access token keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-keys-'));
  const pairs = [newPair(), newPair()];
  const [older, newer] = ['older.pem', 'newer.pem'].map((name) => join(folder, name)) as [string, string];
  let store: StoreSettings;

  beforeAll(() => {
    store = STORES[0]!.create();
    [older, newer].forEach((path, index) => writeFileSync(path, pemOf(pairs[index]!.privateKey)));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await store.discard();
  });

  it('rotate: tokens of the old key stay good while it is listed, and not after', async () => {
    const email = newEmail();
    const first = await startService(store, { JWT_SIGNING_KEYS: older });
    const { accessToken } = (await new Browser(first.address).register(email)).body;
    await first.stop();
    const second = await startService(store, { JWT_SIGNING_KEYS: `${newer}, ${older}` });
    const browser = new Browser(second.address);
    expect((await browser.get('/auth/me', bearer(accessToken))).status).toBe(200);
    const renewed = (await browser.login(email)).body.accessToken;
    expect(decodeProtectedHeader(renewed).kid).not.toBe(decodeProtectedHeader(accessToken).kid);
    expect((await browser.get<{ keys: unknown[] }>('/.well-known/jwks.json')).body.keys).toHaveLength(2);
    await second.stop();
    const third = await startService(store, { JWT_SIGNING_KEYS: newer });
    const late = new Browser(third.address);
    expect((await late.get('/auth/me', bearer(accessToken))).body.code).toBe('token-invalid');
    expect((await late.get('/auth/me', bearer(renewed))).status).toBe(200);
    await third.stop();
  });

  it('of a shared secret are not published, and sign HS256', async () => {
    const secret = 'kZ3n-0fXq8Rr5uLw1YtB7vEcJm2Pd9Sa';
    const service = await startService(store, { JWT_SECRET: secret });
    const browser = new Browser(service.address);
    const { accessToken } = (await browser.register(newEmail())).body;
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'HS256', typ: 'at+jwt' });
    expect((await browser.get('/auth/me', bearer(accessToken))).status).toBe(200);
    expect((await browser.get('/.well-known/jwks.json')).body).toEqual({ keys: [] });
    await jwtVerify(accessToken, Buffer.from(secret), { algorithms: ['HS256'] });
    await service.stop();
  });

  it('of refresh tokens rotate too: a session opened under the old key goes on under the new', async () => {
    const [oldKey, newKey] = ['fJ3k-9sLq2Wm8Zx5Vb1Nc7Rt4Yp6Hd0Ga', 'Xa9c-4Ud7Ke2Ti6Bn0Mf8Sv3Ql5Wg1Jb'];
    const first = await startService(store, { APP_KEYS: oldKey });
    const browser = new Browser(first.address);
    await browser.register(newEmail());
    await first.stop();
    const second = await startService(store, { APP_KEYS: `${newKey},${oldKey}` });
    browser.address = second.address;
    expect((await browser.refresh()).status).toBe(200);
    await second.stop();
    const third = await startService(store, { APP_KEYS: newKey });
    browser.address = third.address;
    expect((await browser.refresh()).status).toBe(200);
    await third.stop();
  });
});
