import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { AuditSeal } from '../../application/ports/audit-seal.js';
import { deriveKey, deriveMacKey } from './derive-key.js';

const PURPOSE = 'audit-chain';
const KEY_ID_BYTES = 9;

/** Keys are derived from `AUDIT_KEYS` (HKDF-SHA-256, RFC 5869), and so are their names: the first seals, all verify. */
export class HmacAuditSeal extends AuditSeal {
  readonly keyId: string;
  private readonly signing: KeyObject;
  private readonly keys: ReadonlyMap<string, KeyObject>;

  constructor(auditKeys: readonly [string, ...string[]]) {
    super();
    this.keyId = auditKeyId(auditKeys[0]);
    this.signing = deriveMacKey(auditKeys[0], PURPOSE);
    this.keys = new Map(auditKeys.map((key) => [auditKeyId(key), deriveMacKey(key, PURPOSE)]));
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

function macOf(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url');
}

/** The name of a key, as events bear it: nothing of the key can be told from it. */
export function auditKeyId(auditKey: string): string {
  return deriveKey(auditKey, 'audit-key-id', KEY_ID_BYTES).toString('base64url');
}
