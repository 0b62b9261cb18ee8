import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { CompactEncrypt, SignJWT } from 'jose';
import {
  N,
  ZERO,
  ONE,
  evil,
  evilRsa,
  evilJwk,
  encoded,
  es256,
  jws,
  withSignature,
  hs256,
  otherS,
  claimed,
  headed,
  forged,
  unsigned,
  signedAs,
  before,
  after,
  publicPem,
  nextLetter,
  type Kit,
} from './token-kit.ts';

export type Verdict = 'ok' | 'token-invalid' | 'token-expired';

export interface Vector {
  readonly name: string;
  readonly verdict: Verdict;
  /** Whether any verifier that is given the keys, the algorithm, the issuer and the audience must say the same. */
  readonly isUniversal: boolean;
  make(kit: Kit): string | Promise<string>;
}

const vectors = (verdict: Verdict, isUniversal: boolean, made: Record<string, Vector['make']>): Vector[] =>
  Object.entries(made).map(([name, make]) => ({ name, verdict, isUniversal, make }));

const HOUR = 3600;

export const VECTORS: readonly Vector[] = [
  ...vectors('ok', true, {
    'as it was issued': ({ token }) => token,
    'made by another library': ({ header, claims, signingKey }) =>
      new SignJWT(claims).setProtectedHeader(header as never).sign(signingKey),
    'by the retired key, under its own id': ({ header, claims, retired }) =>
      jws({ ...header, kid: retired.kid }, claims, retired.key),
    'the other s of the signature': (kit) => withSignature(kit, otherS),
    'an unknown claim': claimed({ x: 'y' }),
    'a start in the past': claimed({ nbf: 1 }),
    'an expiry in parts of a second': (kit) => claimed({ exp: kit.claims.exp + 0.5 })(kit),
    'an audience in a list': claimed({ aud: ['another', 'ratchet'] }),
    'white space in the JSON': (kit) =>
      jws(JSON.stringify(kit.header, null, 2), JSON.stringify(kit.claims, null, 2), kit.signingKey),
  }),
  ...vectors('ok', false, {
    'an unknown member in the header': headed({ x: 'y' }),
    'a far expiry': claimed({ exp: 2 ** 53 }),
    // RFC 7515 §4 and RFC 7519 §4: refused, or the last one counts.
    'a wrong member twice, at last the right one': (kit) =>
      jws(before('"alg":"none","typ":"JWT",', kit.header), kit.claims, kit.signingKey),
    'a wrong claim twice, at last the right one': (kit) =>
      jws(kit.header, before('"aud":"another",', kit.claims), kit.signingKey),
    "a key's address, which nobody looks up": headed({
      jku: 'https://evil.example/jwks',
      x5u: 'https://evil.example/x',
    }),
  }),
  ...vectors('token-invalid', true, {
    'alg none, no signature': unsigned('none'),
    'alg None, no signature': unsigned('None'),
    'alg NONE, no signature': unsigned('NONE'),
    'alg nOnE, no signature': unsigned('nOnE'),
    'the right alg, no signature': unsigned('ES256'),
    'no alg, no signature': unsigned(undefined),
    'alg none over a good signature': headed({ alg: 'none' }),
    'HS256 with the public key as PEM': (kit) => hs256(kit, publicPem(kit)),
    'HS256 with the public key as PEM, trimmed': (kit) => hs256(kit, publicPem(kit).toString().trim()),
    'HS256 with the public key as DER': (kit) =>
      hs256(kit, createPublicKey(kit.signingKey).export({ format: 'der', type: 'spki' })),
    'HS256 with the public key as JWK': (kit) =>
      hs256(kit, JSON.stringify(createPublicKey(kit.signingKey).export({ format: 'jwk' }))),
    'HS256 with no secret': (kit) => hs256(kit, ''),
    'HS256 with the id of the key': (kit) => hs256(kit, String(kit.header['kid'])),
    'ES384 on P-384': signedAs('ES384', (input) =>
      es256(input, generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'sha384'),
    ),
    'ES256 on P-384': signedAs('ES256', (input) =>
      es256(input, generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
    ),
    'ES256 on secp256k1': signedAs('ES256', (input) =>
      es256(input, generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
    ),
    'ES256K on secp256k1': signedAs('ES256K', (input) =>
      es256(input, generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
    ),
    EdDSA: signedAs('EdDSA', (input) => sign(null, Buffer.from(input), generateKeyPairSync('ed25519').privateKey)),
    RS256: signedAs('RS256', (input) => sign('sha256', Buffer.from(input), evilRsa.privateKey)),
    PS256: signedAs('PS256', (input) =>
      sign('sha256', Buffer.from(input), {
        key: evilRsa.privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      }),
    ),
    'ES512 by the right key': headed({ alg: 'ES512' }),
    'by another key': forged({}),
    'by the retired key, under the id of the new': ({ header, claims, retired }) => jws(header, claims, retired.key),
    'by the new key, under the id of the retired': (kit) => headed({ kid: kit.retired.kid })(kit),
    'an unknown key id': forged({ kid: 'another' }),
    "an attacker's jwk": forged({ jwk: evilJwk }),
    "an attacker's jwk under its own id": forged({ jwk: { ...evilJwk, kid: 'evil' }, kid: 'evil' }),
    "an attacker's jku": forged({ jku: 'https://evil.example/jwks.json', kid: 'evil' }),
    "an attacker's x5u": forged({ x5u: 'https://evil.example/x' }),
    "an attacker's x5c": forged({ x5c: [evil.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] }),
    'r = 0, s = 0': (kit) => withSignature(kit, () => Buffer.concat([ZERO, ZERO])),
    'r = 0': (kit) => withSignature(kit, (signature) => Buffer.concat([ZERO, signature.subarray(32)])),
    's = 0': (kit) => withSignature(kit, (signature) => Buffer.concat([signature.subarray(0, 32), ZERO])),
    'r = n': (kit) => withSignature(kit, (signature) => Buffer.concat([N, signature.subarray(32)])),
    's = n': (kit) => withSignature(kit, (signature) => Buffer.concat([signature.subarray(0, 32), N])),
    'r = n, s = n': (kit) => withSignature(kit, () => Buffer.concat([N, N])),
    'r = 1, s = 1': (kit) => withSignature(kit, () => Buffer.concat([ONE, ONE])),
    'all ones': (kit) => withSignature(kit, () => Buffer.alloc(64, 0xff)),
    'r and s exchanged': (kit) =>
      withSignature(kit, (signature) => Buffer.concat([signature.subarray(32), signature.subarray(0, 32)])),
    'the signature as DER': (kit) =>
      withSignature(kit, (_, input) => sign('sha256', Buffer.from(input), kit.signingKey)),
    'the signature cut by a byte': (kit) => withSignature(kit, (signature) => signature.subarray(0, 63)),
    'the signature without its first byte': (kit) => withSignature(kit, (signature) => signature.subarray(1)),
    'half of the signature': (kit) => withSignature(kit, (signature) => signature.subarray(0, 32)),
    'a byte behind the signature': (kit) =>
      withSignature(kit, (signature) => Buffer.concat([signature, Buffer.alloc(1)])),
    'a byte before the signature': (kit) =>
      withSignature(kit, (signature) => Buffer.concat([Buffer.alloc(1), signature])),
    'the signature twice': (kit) => withSignature(kit, (signature) => Buffer.concat([signature, signature])),
    'no signature': (kit) => withSignature(kit, () => ''),
    'the signature of another message': (kit) => withSignature(kit, () => es256('x.y', kit.signingKey)),
    'SHA-512 in place of SHA-256': (kit) => withSignature(kit, (_, input) => es256(input, kit.signingKey, 'sha512')),
    'other claims under the signature': ({ token, claims }) =>
      token.replace(/\.[^.]+\./, `.${encoded({ ...claims, role: 'admin' })}.`),
    'another header over the signature': ({ token, header }) => token.replace(/^[^.]+/, encoded({ ...header, x: 'y' })),
    'another issuer': claimed({ iss: 'https://evil.example' }),
    'no issuer': claimed({ iss: undefined }),
    'the issuer and a slash': (kit) => claimed({ iss: `${kit.claims.iss}/` })(kit),
    'the issuer in capitals': (kit) => claimed({ iss: kit.claims.iss.toUpperCase() })(kit),
    'another audience': claimed({ aud: 'another' }),
    'no audience': claimed({ aud: undefined }),
    'audiences without ours': claimed({ aud: ['another', 'ratchets'] }),
    'no audience in the list': claimed({ aud: [] }),
    'a start in the future': (kit) => claimed({ nbf: kit.claims.iat + HOUR })(kit),
    'a payload that is no JSON': (kit) => jws(kit.header, 'rubbish', kit.signingKey),
    'a payload that is a text': (kit) => jws(kit.header, '"text"', kit.signingKey),
    'a payload that is a list': (kit) => jws(kit.header, [kit.claims], kit.signingKey),
    'no payload': (kit) => jws(kit.header, '', kit.signingKey),
    'a token in a token': (kit) => jws({ ...kit.header, cty: 'JWT' }, kit.token, kit.signingKey),
    'a header that is no JSON': (kit) => jws('rubbish', kit.claims, kit.signingKey),
    'a header that is a list': (kit) => jws([kit.header], kit.claims, kit.signingKey),
    'a header that is null': (kit) => jws('null', kit.claims, kit.signingKey),
    'two parts': ({ token }) => token.split('.').slice(0, 2).join('.'),
    'four parts': ({ token }) => `${token}.x`,
    'no part': () => '..',
    'JSON in place of dots': ({ token }) => {
      const [header, payload, signature] = token.split('.');
      return JSON.stringify({ protected: header, payload, signature });
    },
    'an encrypted token': async ({ claims, signingKey }) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', typ: 'at+jwt' })
        .encrypt(createPublicKey(signingKey)),
  }),
  ...vectors('token-expired', true, {
    'expired a moment ago': (kit) => claimed({ exp: kit.claims.iat - 2 * HOUR })(kit),
    'expired in 1970': claimed({ exp: 0 }),
    'expired before that': claimed({ exp: -1 }),
  }),
  ...vectors('token-invalid', false, {
    // What only says itself an access token, only in one spelling, and whole.
    'no key id': headed({ kid: undefined }),
    'a number for a key id': headed({ kid: 1 }),
    'a list for a key id': (kit) => headed({ kid: [kit.header['kid']] })(kit),
    'a key id of all objects': headed({ kid: '__proto__' }),
    'a key id that is a path': headed({ kid: '../../../../dev/null' }),
    'typ JWT': headed({ typ: 'JWT' }),
    'no typ': headed({ typ: undefined }),
    'typ in capitals': headed({ typ: 'AT+JWT' }),
    'typ in full': headed({ typ: 'application/at+jwt' }),
    'typ in a list': headed({ typ: ['at+jwt'] }),
    'alg in small letters': headed({ alg: 'es256' }),
    'alg and a space': headed({ alg: 'ES256 ' }),
    'alg in a list': headed({ alg: ['ES256'] }),
    // golang-jwt doesn't look at `crit`.
    'a critical extension': headed({ crit: ['https://example.com/x'], 'https://example.com/x': 1 }),
    'crit of nothing': headed({ crit: [] }),
    'crit of what is no list': headed({ crit: 'x' }),
    'an unencoded payload (RFC 7797)': headed({ b64: false, crit: ['b64'] }),
    'at last a wrong alg': (kit) => jws(after(',"alg":"none"', kit.header), kit.claims, kit.signingKey),
    'at last a wrong audience': (kit) => jws(kit.header, after(',"aud":"another"', kit.claims), kit.signingKey),
    'issuers in a list': (kit) => claimed({ iss: [kit.claims.iss] })(kit),
    'a list in the list of audiences': claimed({ aud: [['ratchet']] }),
    'an audience and a space': claimed({ aud: 'ratchet ' }),
    'no expiry': claimed({ exp: undefined }),
    'an expiry of null': claimed({ exp: null }),
    'an expiry as a text': (kit) => claimed({ exp: String(kit.claims.exp) })(kit),
    'an expiry as a date': claimed({ exp: '2099-01-01T00:00:00Z' }),
    'an expiry in a list': (kit) => claimed({ exp: [kit.claims.exp] })(kit),
    'an expiry that is no finite number': (kit) =>
      jws(kit.header, JSON.stringify(kit.claims).replace(/"exp":\d+/, '"exp":1e999'), kit.signingKey),
    'a start as a text': claimed({ nbf: '1' }),
    'no time of issue': claimed({ iat: undefined }),
    'a time of issue as a text': (kit) => claimed({ iat: String(kit.claims.iat) })(kit),
    'no session': claimed({ sid: undefined }),
    'a session that is no id': claimed({ sid: 'x' }),
    'a session in a list': (kit) => claimed({ sid: [kit.claims['sid']] })(kit),
    'no subject': claimed({ sub: undefined }),
    'a subject that is no id': claimed({ sub: '' }),
    'a number for a subject': claimed({ sub: 1 }),
    'an operator for a subject': claimed({ sub: { $ne: null } }),
    'no role': claimed({ role: undefined }),
    'roles in a list': claimed({ role: ['admin'] }),
    'padding behind the signature': ({ token }) => `${token}==`,
    'padding behind the header': ({ token }) => token.replace('.', '=.'),
    'the other alphabet': ({ token }) =>
      `${token.slice(0, -86)}${token.slice(-86).replaceAll('-', '+').replaceAll('_', '/')}=`,
    'unused bits in the signature': ({ token }) => token.slice(0, -1) + nextLetter(token.at(-1)!),
    'a dot behind': ({ token }) => `${token}.`,
    'a dot before': ({ token }) => `.${token}`,
    'two dots': ({ token }) => token.replace('.', '..'),
    'white space in the header': ({ token }) => `${token.slice(0, 9)} ${token.slice(9)}`,
    'white space at a dot': ({ token }) => token.replace('.', '. '),
    'a second token behind': ({ token }) => `${token} ${token}`,
    'quotes around': ({ token }) => `"${token}"`,
    'a letter of no base64': ({ token }) => token.replace('.', '!.'),
    'a header with a byte order mark': (kit) => jws(`\ufeff${JSON.stringify(kit.header)}`, kit.claims, kit.signingKey),
  }),
];
