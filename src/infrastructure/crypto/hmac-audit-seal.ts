import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AuditSeal } from '../../application/ports/audit-seal.js';

const KEY_BYTES = 32;
const KEY_ID_BYTES = 9;

/** Keys are derived from `AUDIT_KEYS` (HKDF-SHA-256, RFC 5869), and so are their names: the first seals, all verify. */
export class HmacAuditSeal extends AuditSeal {
  readonly keyId: string;
  private readonly signing: Buffer;
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(auditKeys: readonly [string, ...string[]]) {
    super();
    this.keyId = keyIdOf(auditKeys[0]);
    this.signing = deriveKey(auditKeys[0]);
    this.keys = new Map(auditKeys.map((key) => [keyIdOf(key), deriveKey(key)]));
  }

  hash(text: string): string {
    return macOf(this.signing, text);
  }

  verify(text: string, keyId: string, hash: string): boolean | null {
    const key = this.keys.get(keyId);
    if (key === undefined) return null;
    const [expected, given] = [Buffer.from(macOf(key, text)), Buffer.from(hash)];
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}

function macOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url');
}

function deriveKey(auditKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', auditKey, '', 'ratchet audit-chain', KEY_BYTES));
}

function keyIdOf(auditKey: string): string {
  return Buffer.from(hkdfSync('sha256', auditKey, '', 'ratchet audit-key-id', KEY_ID_BYTES)).toString('base64url');
}
