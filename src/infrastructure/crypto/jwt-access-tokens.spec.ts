import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { JwtAccessTokenKeys } from './jwt-access-token-keys.js';
import { JwtAccessTokens } from './jwt-access-tokens.js';
import { type AccessTokenKey, ecKeyFromPem, secretKeyFrom } from './signing-keys.js';

const ISSUER = 'https://auth.example.com';
const AUDIENCE = 'api';
const SUBJECT = { userId: 'user-1', role: 'support', sessionId: 'session-1' } as const;
const ISSUED_AT = new Date('2026-03-01T12:00:00.999Z');
const IAT = Date.parse('2026-03-01T12:00:00.000Z') / 1000;
const EXPECTED = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', currentDate: ISSUED_AT };

function newKey(): { whole: AccessTokenKey; publicOnly: AccessTokenKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    whole: ecKeyFromPem(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()),
    publicOnly: ecKeyFromPem(publicKey.export({ format: 'pem', type: 'spki' }).toString()),
  };
}

function issue(algorithm: 'ES256' | 'HS256', keys: readonly AccessTokenKey[]) {
  const ring = new JwtAccessTokenKeys(algorithm, ISSUER, AUDIENCE, keys);
  const token = new JwtAccessTokens(new JwtService(), ring, 600).sign(SUBJECT, ISSUED_AT);
  return { ring, token, jwks: ring.jwks() as unknown as JSONWebKeySet };
}

const SECRET = 'a secret of more than thirty-two characters';
const shared = secretKeyFrom(SECRET);
const { whole, publicOnly } = newKey();

describe.each([
  ['ES256', whole],
  ['HS256', shared],
] as const)('an access token, %s', (algorithm, key) => {
  const { token, jwks } = issue(algorithm, [key]);
  const verified = () =>
    algorithm === 'ES256'
      ? jwtVerify(token, createLocalJWKSet(jwks), { ...EXPECTED, algorithms: ['ES256'] })
      : jwtVerify(token, new TextEncoder().encode(SECRET), { ...EXPECTED, algorithms: ['HS256'] });

  it('says who, in which role and session, from when until when, and no more', async () => {
    const { payload } = await verified();
    expect(payload).toEqual({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'user-1',
      role: 'support',
      sid: 'session-1',
      iat: IAT,
      exp: IAT + 600,
    });
  });

  it('names its type and its key in the header, and no more', async () => {
    const { protectedHeader } = await verified();
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'at+jwt', kid: key.kid });
  });

  it('does not verify once its claims were edited', async () => {
    const [header, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    await expect(jwtVerify([header, forged, signature].join('.'), key.verifying, EXPECTED)).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  it.each([
    ['its last second', 599, null],
    ['the end of its lifetime', 600, 'ERR_JWT_EXPIRED'],
  ])('is judged at %s', async (_name, seconds, code) => {
    const currentDate = new Date((IAT + seconds) * 1000);
    const verdict = jwtVerify(token, key.verifying, { ...EXPECTED, currentDate }).then(
      () => null,
      (fault: unknown) => (fault as { code: string }).code,
    );
    expect(await verdict).toBe(code);
  });
});

describe('the keys', () => {
  it('that are retired go on verifying, and the first signs', async () => {
    const retired = newKey();
    const before = issue('ES256', [retired.whole]).token;
    const { ring, token, jwks } = issue('ES256', [whole, retired.publicOnly]);
    expect(decodeProtectedHeader(token).kid).toBe(whole.kid);
    expect(jwks.keys.map(({ kid }) => kid)).toEqual([whole.kid, retired.whole.kid]);
    expect(ring.find(retired.whole.kid)?.equals(retired.publicOnly.verifying)).toBe(true);
    for (const each of [before, token]) {
      await expect(jwtVerify(each, createLocalJWKSet(jwks), EXPECTED)).resolves.toBeDefined();
    }
  });

  it('that nobody configured are not found', () => {
    const { ring } = issue('ES256', [whole]);
    expect(ring.find(newKey().whole.kid)).toBeUndefined();
    expect(ring.find('__proto__')).toBeUndefined();
  });

  it('are published without their private part', () => {
    const { jwks } = issue('ES256', [whole, newKey().whole]);
    const members = jwks.keys.map((jwk) => Object.keys(jwk).sort());
    expect(members).toEqual([0, 1].map(() => ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']));
  });

  it('are not published at all when they are shared secrets', () => {
    expect(issue('HS256', [shared]).jwks).toEqual({ keys: [] });
  });

  it.each([
    ['none', []],
    ['one that can only verify', [publicOnly, whole]],
  ])('may not begin with %s', (_name, keys) => {
    expect(() => new JwtAccessTokenKeys('ES256', ISSUER, AUDIENCE, keys)).toThrow('must be a private key');
  });
});
