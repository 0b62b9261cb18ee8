import type { SessionKey } from './session-repository.js';

/** A refresh token to hand out: `token` is secret and goes into the cookie only, `hash` into the store. */
export interface IssuedToken {
  readonly id: string;
  readonly token: string;
  /** base64url(SHA-256(token)). */
  readonly hash: string;
}

/** A token whose spelling and MAC are right: one of our keys made it. */
export interface GenuineToken extends IssuedToken {
  readonly sessionId: string;
  readonly generation: number;
  /** base64url(SHA-256("family" ‖ nonce)). */
  readonly familyHash: string;
}

/**
 * Makes and recognises refresh tokens (docs/sessions.md): a MAC over session, generation and a nonce that only the client
 * holds, so that a token's successor is a function of the token itself. No method touches the store.
 */
export abstract class RefreshTokens {
  /** The first token (generation 0) of a session, with a fresh nonce. */
  abstract open(sessionId: string): GenuineToken;

  /** Null unless it is the canonical spelling and the MAC of one of the keys holds (compared in constant time). */
  abstract recognize(token: string): GenuineToken | null;

  /** Those of the tokens that are genuine, in their order. */
  recognizeAll(tokens: readonly string[]): GenuineToken[] {
    return tokens.map((token) => this.recognize(token)).filter((token) => token !== null);
  }

  /** The sessions that the genuine ones of the tokens belong to, each once. */
  sessionsOf(tokens: readonly string[]): SessionKey[] {
    const genuine = this.recognizeAll(tokens);
    const keys = new Map(genuine.map((token) => [`${token.sessionId} ${token.familyHash}`, token]));
    return [...keys.values()].map(({ sessionId, familyHash }) => ({ id: sessionId, familyHash }));
  }

  /** The next generation's token under each key, the signing key's first. */
  abstract successors(token: GenuineToken): readonly [IssuedToken, ...IssuedToken[]];

  /** base64url(SHA-256) of a client's idempotency key. */
  abstract hashKey(idempotencyKey: string): string;
}
