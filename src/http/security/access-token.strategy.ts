import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { type SecretOrKeyProvider, Strategy, type StrategyOptionsWithRequest } from 'passport-jwt';
import { type AccessTokenClaims, AccessTokenKeys } from '../../application/ports/access-tokens.js';
import { DomainError } from '../../domain/errors.js';
import { isId } from '../id-param.js';
import type { AuthenticatedCaller } from './caller.js';
import { VerifiedTokens } from './verified-tokens.js';

export const ACCESS_TOKEN = 'access-token';

/** Verifies access tokens with everything pinned that a token could lie about (RFC 8725 §3.1, §3.8–3.11). */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  constructor(
    @Inject(AccessTokenKeys) keys: AccessTokenKeys,
    @Inject(VerifiedTokens) private readonly verified: VerifiedTokens,
  ) {
    const options: StrategyOptionsWithRequest = {
      // passport-jwt's types are Express's; it only ever reads the headers.
      jwtFromRequest: (request: Pick<FastifyRequest, 'headers'>) => bearerOf(request),
      passReqToCallback: true,
      secretOrKeyProvider: keyProvider(keys),
      algorithms: [keys.algorithm],
      issuer: keys.issuer,
      audience: keys.audience,
    };
    super(options);
  }

  /** False refuses the token: it is ours, but not a whole access token. */
  validate(request: FastifyRequest, claims: Partial<AccessTokenClaims>): AuthenticatedCaller | false {
    if (!isWhole(claims)) return false;
    const { sub, sid, role, iat, exp } = claims;
    const caller = { userId: sub, sessionId: sid, role };
    const isOfNow = this.verified.add(bearerOf(request) ?? '', caller, { iat, exp });
    if (!isOfNow) throw new DomainError('token-expired', 'The access token is not of this time.');
    return caller;
  }
}

/** Whether each claim that a caller is made of is what we would have written; the library has looked at `iss` and `aud`. */
function isWhole(claims: Partial<AccessTokenClaims>): claims is AccessTokenClaims {
  const { sub, sid, role, iat, exp } = claims;
  return isId(sub) && isId(sid) && typeof role === 'string' && Number.isFinite(iat) && Number.isFinite(exp);
}

/** RFC 6750 §2.1 only: no token in a query or a body. */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const [scheme, ...credentials] = (headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && credentials.length > 0 ? credentials.join(' ').trim() || null : null;
}

function keyProvider(keys: AccessTokenKeys): SecretOrKeyProvider {
  return (_request, token: unknown, done) => {
    const header = headerOf(String(token));
    // `jwk`, `jku`, `x5u` and `x5c` are never looked at: the key is ours or there is none. RFC 7515 §4.1.11 for `crit`.
    const isOurs = header?.['typ'] === 'at+jwt' && header['alg'] === keys.algorithm && !('crit' in header);
    const key = isOurs && typeof header['kid'] === 'string' ? keys.find(header['kid']) : undefined;
    // passport-jwt's types know text and bytes only; jsonwebtoken takes a KeyObject, and is far faster with it.
    if (key === undefined) done(new Error('no key for this token'));
    else done(null, key as unknown as Buffer);
  };
}

/** The header of a JWS whose three parts are the canonical base64url of something: one token, one spelling. */
function headerOf(token: string): Record<string, unknown> | null {
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)) {
    return null;
  }
  try {
    const header: unknown = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? { ...header } : null;
  } catch {
    return null;
  }
}
