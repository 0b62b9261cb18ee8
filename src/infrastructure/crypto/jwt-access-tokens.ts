import type { JwtService } from '@nestjs/jwt';
import { type AccessTokenClaims, AccessTokens } from '../../application/ports/access-tokens.js';
import type { Role } from '../../domain/role.js';
import type { JwtAccessTokenKeys } from './jwt-access-token-keys.js';

/** Signs with `@nestjs/jwt`, synchronously: WebCrypto would queue behind argon2 in libuv's pool. */
export class JwtAccessTokens extends AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: JwtAccessTokenKeys,
    readonly lifetime: number,
  ) {
    super();
  }

  sign(subject: { userId: string; role: Role; sessionId: string }, issuedAt: Date): string {
    const iat = Math.floor(issuedAt.getTime() / 1000);
    const { issuer, audience, algorithm, signing } = this.keys;
    const claims: AccessTokenClaims = {
      iss: issuer,
      aud: audience,
      sub: subject.userId,
      role: subject.role,
      sid: subject.sessionId,
      iat,
      exp: iat + this.lifetime,
    };
    const header = { alg: algorithm, typ: 'at+jwt', kid: signing.kid };
    // `privateKey` takes the secret of HS256 as well: it is the option that lets a KeyObject through.
    return this.jwt.sign(claims, { privateKey: signing.key, algorithm, header });
  }
}
