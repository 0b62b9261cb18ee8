import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

type Json = Record<string, unknown>;

/** What vectors are made of: a good token and the keys of the service, an attacker's keys. */
export interface Kit {
  readonly token: string;
  readonly header: Json;
  readonly claims: Json & { readonly exp: number; readonly iat: number; readonly iss: string };
  readonly signingKey: KeyObject;
  /** Still listed, signs no more. */
  readonly retired: { readonly key: KeyObject; readonly kid: string };
}

/** The order of P-256. */
export const N = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
export const ZERO = Buffer.alloc(32);
export const ONE = Buffer.from('01'.padStart(64, '0'), 'hex');

export const evil = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const evilRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const evilJwk = evil.publicKey.export({ format: 'jwk' });

export const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const inputOf = (header: unknown, payload: unknown) => `${encoded(header)}.${encoded(payload)}`;
export const es256 = (input: string, key: KeyObject, digest = 'sha256') =>
  sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });

/** A JWS of anything: texts are taken as they are, so that they may be no JSON, or JSON that nobody writes. */
export function jws(header: unknown, payload: unknown, key: KeyObject): string {
  const input = inputOf(header, payload);
  return `${input}.${es256(input, key).toString('base64url')}`;
}

/** The good token with another signature. */
export function withSignature({ token }: Kit, change: (signature: Buffer, input: string) => Buffer | string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const input = `${header}.${payload}`;
  const changed = change(Buffer.from(signature, 'base64url'), input);
  return `${input}.${typeof changed === 'string' ? changed : changed.toString('base64url')}`;
}

export function hs256(kit: Kit, secret: string | Buffer): string {
  const input = inputOf({ ...kit.header, alg: 'HS256' }, kit.claims);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** n − s makes a second signature of the same message: ECDSA is malleable, and no verifier minds. */
export function otherS(signature: Buffer): Buffer {
  const s = BigInt(`0x${N.toString('hex')}`) - BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
}

export const claimed = (claims: Json) => (kit: Kit) => jws(kit.header, { ...kit.claims, ...claims }, kit.signingKey);
export const headed = (header: Json) => (kit: Kit) => jws({ ...kit.header, ...header }, kit.claims, kit.signingKey);
export const forged = (header: Json) => (kit: Kit) => jws({ ...kit.header, ...header }, kit.claims, evil.privateKey);
export const unsigned = (alg: unknown) => (kit: Kit) => `${inputOf({ ...kit.header, alg }, kit.claims)}.`;
export const signedAs = (alg: string, signer: (input: string) => Buffer) => (kit: Kit) => {
  const input = inputOf({ ...kit.header, alg }, kit.claims);
  return `${input}.${signer(input).toString('base64url')}`;
};
/** The header's JSON with something put before its members. */
export const before = (text: string, value: object) => JSON.stringify(value).replace('{', `{${text}`);
export const after = (text: string, value: object) => JSON.stringify(value).replace(/\}$/, `${text}}`);
export const publicPem = ({ signingKey }: Kit) => createPublicKey(signingKey).export({ format: 'pem', type: 'spki' });

/** The last of 86 letters carries four bits that decode to nothing. */
export function nextLetter(letter: string): string {
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return LETTERS[LETTERS.indexOf(letter) ^ 1]!;
}
