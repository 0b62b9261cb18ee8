import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;

/**
 * What one purpose needs from a configured key (HKDF-SHA-256, RFC 5869): keys and names of different purposes say nothing
 * of each other.
 */
export function deriveKey(key: string, purpose: string, bytes: number = KEY_BYTES): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `ratchet ${purpose}`, bytes));
}

/** A key for HMAC-SHA-256. As a `KeyObject`: of a buffer Node would make one for each MAC, at several times the MAC's cost. */
export function deriveMacKey(key: string, purpose: string): KeyObject {
  return createSecretKey(deriveKey(key, purpose));
}

/** The keys of a ring, in its order: the first signs, all verify. */
export function deriveMacKeys([signing, ...older]: readonly [string, ...string[]], purpose: string): MacKeys {
  return [deriveMacKey(signing, purpose), ...older.map((key) => deriveMacKey(key, purpose))];
}

export type MacKeys = readonly [KeyObject, ...KeyObject[]];
