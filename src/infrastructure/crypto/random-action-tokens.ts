import { createHash, randomBytes } from 'node:crypto';
import { ActionTokens } from '../../application/ports/action-tokens.js';

const TOKEN_BYTES = 32;

/** Secrets of 256 bits: a fast hash is enough for them, there is nothing to guess. */
export class RandomActionTokens extends ActionTokens {
  make(): { token: string; hash: string } {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    return { token, hash: sha256(token) };
  }

  hashOf(token: string): string | null {
    // base64url has several spellings of one value; only the one that we would write is a token.
    const bytes = Buffer.from(token, 'base64url');
    return bytes.length === TOKEN_BYTES && bytes.toString('base64url') === token ? sha256(token) : null;
  }
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
