import type { Place } from './place.js';

/** Why a session ended; clients are told, so that they can tell the person (refresh-token-revoked, `reason`). */
export type RevokedReason =
  | 'logout'
  | 'logout-all'
  | 'replaced'
  | 'evicted'
  | 'reuse-detected'
  | 'store-rollback'
  | 'user-inactive'
  | 'abandoned'
  | 'ended-by-owner'
  | 'ended-by-admin'
  | 'password-changed'
  | 'password-reset'
  | 'role-changed';

/** How many spent tokens a session remembers; all older ones are still recognised, by their generation. */
export const REMEMBERED_ROTATIONS = 8;

/** How long an ended session stays to be seen and to recognise its old tokens, counted from its absolute end. */
export const SESSION_RETENTION_MS = 7 * 24 * 60 * 60 * 1000;

/** One use of a refresh token: the spent token's id, its successor's, and the attempt that did it. */
export interface Rotation {
  readonly tokenId: string;
  readonly replacedByToken: string;
  /** Random for each attempt: after an ambiguous storage error it tells whether one's own write went through. */
  readonly attemptId: string;
  readonly rotatedAt: Date;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/**
 * A session, and with it the record of its one live refresh token: `generation` counts the uses, `tokenHash` is
 * base64url(SHA-256) of the current token, `familyHash` binds every generation to the nonce given at the opening.
 */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly userEpoch: number;
  readonly familyHash: string;
  readonly generation: number;
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** End of idleness: min(last use + REFRESH_TOKEN_TTL, absoluteExpiresAt). */
  readonly expiresAt: Date;
  /** Fixed at creation (createdAt + SESSION_MAX_AGE), whatever the settings become. */
  readonly absoluteExpiresAt: Date;
  /** When the record may vanish; housekeeping, never a check. */
  readonly purgeAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedReason: RevokedReason | null;
  /** The user who ended it from elsewhere; null when the service did, or the browser that held its token. */
  readonly revokedBy: string | null;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  /** base64url(SHA-256) of the key sent with the last refresh, if one was. */
  readonly idempotencyKeyHash: string | null;
  readonly rotations: readonly Rotation[];
  /** Where it was used, the place of its opening first; at most `REMEMBERED_PLACES`. */
  readonly places: readonly Place[];
}

/** A session without its history, which is most of its record. */
export type SessionSummary = Omit<Session, 'rotations' | 'places'>;

/** A session that may no longer be used, and since when: what verifiers of access tokens have to know. */
export interface RevokedSession {
  readonly id: string;
  readonly revokedAt: Date;
}

/** What is written when a session ends. */
export interface Revocation {
  readonly reason: RevokedReason;
  readonly by: string | null;
  readonly at: Date;
}
