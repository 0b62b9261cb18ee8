import { createHash, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { type GenuineToken, type IssuedToken, RefreshTokens } from '../../application/ports/refresh-tokens.js';
import { deriveMacKeys, type MacKeys } from './derive-key.js';

const PURPOSE = 'refresh-token';

const SESSION_ID_BYTES = 16;
const TOKEN_ID_BYTES = SESSION_ID_BYTES + 4;
const NONCE_BYTES = 16;
/** base64url without padding: 27 and 64 characters, and the dot between them. */
const TOKEN_ID_LENGTH = 27;
const TOKEN_LENGTH = 92;

/**
 * token = base64url(sessionId ‖ generation) "." base64url(nonce ‖ HMAC-SHA-256(key, "refresh-token" ‖ sessionId ‖ generation ‖ nonce)).
 * Keys are derived from `APP_KEYS` (HKDF-SHA-256, RFC 5869): the first signs, all verify.
 */
export class HmacRefreshTokens extends RefreshTokens {
  private readonly keys: MacKeys;

  constructor(appKeys: readonly [string, ...string[]]) {
    super();
    this.keys = deriveMacKeys(appKeys, PURPOSE);
  }

  open(sessionId: string): GenuineToken {
    const nonce = randomBytes(NONCE_BYTES);
    const tokenId = encodeTokenId(sessionId, 0);
    const issued = issue(this.keys[0], tokenId, nonce);
    return { ...issued, sessionId, generation: 0, familyHash: familyOf(nonce) };
  }

  recognize(token: string): GenuineToken | null {
    if (token.length !== TOKEN_LENGTH || token[TOKEN_ID_LENGTH] !== '.') return null;
    const tokenId = Buffer.from(token.slice(0, TOKEN_ID_LENGTH), 'base64url');
    const secret = Buffer.from(token.slice(TOKEN_ID_LENGTH + 1), 'base64url');
    // base64url has several spellings of one value; only the one that we would write is a token.
    if (spell(tokenId, secret) !== token) return null;
    const nonce = secret.subarray(0, NONCE_BYTES);
    const mac = secret.subarray(NONCE_BYTES);
    if (!this.keys.some((key) => timingSafeEqual(macOf(key, tokenId, nonce), mac))) return null;
    return {
      id: token.slice(0, TOKEN_ID_LENGTH),
      token,
      hash: sha256(token),
      sessionId: stringify(tokenId.subarray(0, SESSION_ID_BYTES)),
      generation: tokenId.readUInt32BE(SESSION_ID_BYTES),
      familyHash: familyOf(nonce),
    };
  }

  successors({ token, sessionId, generation }: GenuineToken): readonly [IssuedToken, ...IssuedToken[]] {
    const nonce = Buffer.from(token.slice(TOKEN_ID_LENGTH + 1), 'base64url').subarray(0, NONCE_BYTES);
    const tokenId = encodeTokenId(sessionId, generation + 1);
    const [signing, ...older] = this.keys;
    return [issue(signing, tokenId, nonce), ...older.map((key) => issue(key, tokenId, nonce))];
  }

  hashKey(idempotencyKey: string): string {
    return sha256(idempotencyKey);
  }
}

function encodeTokenId(sessionId: string, generation: number): Buffer {
  const bytes = Buffer.alloc(TOKEN_ID_BYTES);
  bytes.set(parse(sessionId));
  bytes.writeUInt32BE(generation, SESSION_ID_BYTES);
  return bytes;
}

function issue(key: KeyObject, tokenId: Buffer, nonce: Buffer): IssuedToken {
  const token = spell(tokenId, Buffer.concat([nonce, macOf(key, tokenId, nonce)]));
  return { id: token.slice(0, TOKEN_ID_LENGTH), token, hash: sha256(token) };
}

function spell(tokenId: Buffer, secret: Buffer): string {
  return `${tokenId.toString('base64url')}.${secret.toString('base64url')}`;
}

function macOf(key: KeyObject, tokenId: Buffer, nonce: Buffer): Buffer {
  return createHmac('sha256', key).update('refresh-token').update(tokenId).update(nonce).digest();
}

function familyOf(nonce: Buffer): string {
  return createHash('sha256').update('family').update(nonce).digest('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
