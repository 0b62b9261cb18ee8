import { JwtService } from '@nestjs/jwt';
import { HmacEmailDigest } from '../../src/infrastructure/crypto/hmac-email-digest.js';
import { HmacRefreshTokens } from '../../src/infrastructure/crypto/hmac-refresh-tokens.js';
import { JwtAccessTokenKeys } from '../../src/infrastructure/crypto/jwt-access-token-keys.js';
import { JwtAccessTokens } from '../../src/infrastructure/crypto/jwt-access-tokens.js';
import { secretKeyFrom } from '../../src/infrastructure/crypto/signing-keys.js';

/** Real tokens and digests under the keys of a test. */
export function tokensUnder(appKeys: readonly [string, ...string[]]) {
  const keys = new JwtAccessTokenKeys('HS256', 'https://auth.test', 'test', [secretKeyFrom('a secret for tests')]);
  return {
    refreshTokens: new HmacRefreshTokens(appKeys),
    accessTokens: new JwtAccessTokens(new JwtService(), keys, 600),
    emails: new HmacEmailDigest(appKeys),
  };
}
