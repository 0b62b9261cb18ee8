import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/**
 * What one purpose needs from a configured key (HKDF-SHA-256, RFC 5869): keys and names of different purposes say nothing
 * of each other.
 */
export function deriveKey(key: string, purpose: string, bytes: number = KEY_BYTES): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `ratchet ${purpose}`, bytes));
}
