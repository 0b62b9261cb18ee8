import { createHash, createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { PublicJwk } from '../../application/ports/access-tokens.js';

/** A key pair, or a shared secret; `signing` is absent on a retired key that only verifies. */
export interface AccessTokenKey {
  readonly kid: string;
  readonly verifying: KeyObject;
  readonly signing?: KeyObject;
  readonly jwk?: PublicJwk;
}

/** Reads a P-256 key from PEM: PKCS #8 to sign and verify, SPKI to verify only. @throws Error in words for the operator */
export function ecKeyFromPem(pem: string): AccessTokenKey {
  const signing = pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : undefined;
  const verifying = createPublicKey(pem);
  const { kty, crv, x, y } = verifying.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new Error('is not an EC key on the curve P-256 (prime256v1), which ES256 needs');
  }
  const kid = thumbprint({ crv, kty, x, y });
  const jwk = { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
  return signing === undefined ? { kid, verifying, jwk } : { kid, verifying, signing, jwk };
}

/** The key of HS256. Its id is a digest under a label of its own, so that it is not the digest of the secret. */
export function secretKeyFrom(secret: string): AccessTokenKey {
  const key = createSecretKey(secret, 'utf8');
  const kid = createHash('sha256').update('ratchet kid').update(secret).digest('base64url');
  return { kid, verifying: key, signing: key };
}

/** RFC 7638: SHA-256 over the required members, in the order of their names. */
function thumbprint(members: { crv: string; kty: string; x: string; y: string }): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
