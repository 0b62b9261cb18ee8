import { createHmac, type KeyObject } from 'node:crypto';
import { EmailDigest } from '../../application/ports/email-digest.js';
import { deriveMacKey } from './derive-key.js';

/** HMAC-SHA-256 under a key derived from the first of `APP_KEYS`; promoting another starts all counts anew. */
export class HmacEmailDigest extends EmailDigest {
  private readonly key: KeyObject;

  constructor([signing]: readonly [string, ...string[]]) {
    super();
    this.key = deriveMacKey(signing, 'email-digest');
  }

  of(email: string): string {
    return createHmac('sha256', this.key).update(email).digest('base64url');
  }
}
