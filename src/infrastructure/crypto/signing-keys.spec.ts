import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { ecKeyFromPem, secretKeyFrom } from './signing-keys.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'spki') =>
  key.export({ format: 'pem', type } as never).toString();

describe('ecKeyFromPem', () => {
  it.each([
    ['PKCS #8', pem(privateKey, 'pkcs8'), true],
    ['SEC 1', pem(privateKey, 'sec1'), true],
    ['SPKI', pem(publicKey, 'spki'), false],
  ])('reads %s', (_name, text, canSign) => {
    const key = ecKeyFromPem(text);
    expect(key.verifying.equals(publicKey)).toBe(true);
    expect(key.signing?.equals(privateKey) ?? false).toBe(canSign);
  });

  it('names the key by its RFC 7638 thumbprint, the same for both halves', async () => {
    const thumbprint = await calculateJwkThumbprint(await exportJWK(publicKey), 'sha256');
    expect(ecKeyFromPem(pem(privateKey, 'pkcs8')).kid).toBe(thumbprint);
    expect(ecKeyFromPem(pem(publicKey, 'spki')).kid).toBe(thumbprint);
  });

  it('publishes the public half and nothing else', async () => {
    const { kid, jwk } = ecKeyFromPem(pem(privateKey, 'pkcs8'));
    expect(jwk).toEqual({ ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'ES256' });
  });

  it.each([
    ['another curve', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'pkcs8')],
    ['a curve of the same size', pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, 'pkcs8')],
    ['Ed25519', pem(generateKeyPairSync('ed25519').privateKey, 'pkcs8')],
    ['RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey, 'spki')],
  ])('refuses %s in words', (_name, text) => {
    expect(() => ecKeyFromPem(text)).toThrow('is not an EC key on the curve P-256');
  });

  it.each(['', 'not a key', pem(privateKey, 'pkcs8').slice(0, 60)])('refuses what is no key: %j', (text) => {
    expect(() => ecKeyFromPem(text)).toThrow();
  });
});

describe('secretKeyFrom', () => {
  const SECRET = 'a secret of more than thirty-two characters';

  it('signs and verifies with the secret, and has nothing to publish', () => {
    const { signing, verifying, jwk } = secretKeyFrom(SECRET);
    expect(signing?.export().toString()).toBe(SECRET);
    expect(verifying.export().toString()).toBe(SECRET);
    expect(jwk).toBeUndefined();
  });

  it("has an id of its own for each secret, which isn't a digest to search the secret by", () => {
    const { kid } = secretKeyFrom(SECRET);
    expect(kid).toBe(secretKeyFrom(SECRET).kid);
    expect(kid).not.toBe(secretKeyFrom(`${SECRET}!`).kid);
    expect(kid).not.toBe(createHash('sha256').update(SECRET).digest('base64url'));
  });
});
