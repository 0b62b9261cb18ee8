import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** A key for one purpose from one of `APP_KEYS` (HKDF-SHA-256, RFC 5869): keys of different purposes say nothing of each other. */
export function deriveKey(appKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', appKey, '', `ratchet ${purpose}`, KEY_BYTES));
}
