import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { PUBLIC_URL, type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const newPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('access tokens', () => {
  let store: StoreSettings;
  let service: Service;
  let signingKey: KeyObject;
  let token: string;
  let header: JWTHeaderParameters;
  let claims: Record<string, unknown>;

  beforeAll(async () => {
    store = STORES[0]!.create();
    service = await startService(store);
    signingKey = createPrivateKey(readFileSync(join(store.variables.DATA_DIR, 'keys', 'jwt-es256.pem')));
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

  const signed = (changes: { header?: object; claims?: object; key?: KeyObject | Uint8Array } = {}) =>
    new SignJWT({ ...claims, ...changes.claims })
      .setProtectedHeader({ ...header, ...changes.header })
      .sign(changes.key ?? signingKey, { crit: { 'https://example.com/x': true } });

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

  it('made with the key and as they should be, pass', async () => {
    expect(await answerTo(await signed())).toBe('ok');
  });

  it('ignore keys that a token brings along', async () => {
    const other = newPair();
    const jwk = other.publicKey.export({ format: 'jwk' });
    expect(await answerTo(await signed({ header: { jwk }, key: other.privateKey }))).toBe('token-invalid');
    expect(await answerTo(await signed({ header: { jwk, kid: 'mine' }, key: other.privateKey }))).toBe('token-invalid');
    expect(await answerTo(await signed({ header: { jku: 'https://evil.example/jwks' }, key: other.privateKey }))).toBe(
      'token-invalid',
    );
  });

  it.each<[string, Parameters<typeof signed>[0]]>([
    ['another type', { header: { typ: 'JWT' } }],
    ['no type', { header: { typ: undefined } }],
    ['an unknown key id', { header: { kid: 'another' } }],
    ['no key id', { header: { kid: undefined } }],
    ['a critical extension', { header: { crit: ['https://example.com/x'], 'https://example.com/x': 1 } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['another audience', { claims: { aud: 'another' } }],
    ['no expiry', { claims: { exp: undefined } }],
    ['no session', { claims: { sid: undefined } }],
    ['no subject', { claims: { sub: undefined } }],
    ['no role', { claims: { role: undefined } }],
    ['a start in the future', { claims: { nbf: 99_999_999_999 } }],
  ])('with %s are refused', async (_, changes) => {
    expect(await answerTo(await signed(changes))).toBe('token-invalid');
  });

  it('by another key are refused', async () => {
    expect(await answerTo(await signed({ key: newPair().privateKey }))).toBe('token-invalid');
  });

  it('that have expired say so', async () => {
    expect(await answerTo(await signed({ claims: { exp: Math.floor(Date.now() / 1000) - 1 } }))).toBe('token-expired');
  });

  it('without a signature, or with HMAC under the public key, are refused', async () => {
    const none = `${base64url({ ...header, alg: 'none' })}.${base64url(claims)}.`;
    expect(await answerTo(none)).toBe('token-invalid');
    for (const format of ['pem', 'der'] as const) {
      const publicKey = createPublicKey(signingKey).export({ format: format as 'pem', type: 'spki' });
      const confused = await signed({ header: { alg: 'HS256' }, key: Buffer.from(publicKey) });
      expect(await answerTo(confused)).toBe('token-invalid');
    }
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

  it('with an all-zero or a DER signature are refused', async () => {
    const input = token.split('.').slice(0, 2).join('.');
    const der = sign('sha256', Buffer.from(input), signingKey);
    for (const signature of [Buffer.alloc(64), Buffer.alloc(0), der]) {
      expect(await answerTo(`${input}.${signature.toString('base64url')}`)).toBe('token-invalid');
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
