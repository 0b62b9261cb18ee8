import type { Role } from '../../domain/role.js';

/** The payload of an access token, exactly; `iat` and `exp` are seconds since the epoch (RFC 7519 §2). */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly role: Role;
  readonly sid: string;
  readonly iat: number;
  readonly exp: number;
}

/** Signs access tokens: JWS compact, `typ: at+jwt`, one pinned algorithm, the key named by `kid`. */
export abstract class AccessTokens {
  /** Seconds that a token is good for. */
  abstract readonly lifetime: number;

  /** Signs for a user's session as of `issuedAt`, which must have been taken before the write that it follows. */
  abstract sign(subject: { userId: string; role: Role; sessionId: string }, issuedAt: Date): string;
}

/** A public key as RFC 7517 writes it. */
export type PublicJwk = Readonly<Record<string, string>>;

/** What a verifier needs to know of access tokens. */
export abstract class AccessTokenKeys {
  abstract readonly algorithm: 'ES256' | 'HS256';
  abstract readonly issuer: string;
  abstract readonly audience: string;

  /** The verification key of that id (a `KeyObject`, opaque here), or undefined. */
  abstract find(kid: string): object | undefined;

  /** The public keys; none for HS256. */
  abstract jwks(): { readonly keys: readonly PublicJwk[] };
}
