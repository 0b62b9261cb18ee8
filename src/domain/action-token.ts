const MINUTE_MS = 60_000;

/** What the holder of an action token may do, once. */
export type ActionPurpose = 'password-reset' | 'email-verification';

/** How long a token may be used (OWASP Forgot Password: short; OWASP ASVS 5.0, 6.4.1 and 6.6.2). */
export const ACTION_TOKEN_LIFETIME_MS: Readonly<Record<ActionPurpose, number>> = {
  'password-reset': 30 * MINUTE_MS,
  'email-verification': 24 * 60 * MINUTE_MS,
};

/**
 * How many may be mailed before one of them is used or the newest expires. So an inbox can't be flooded (at most six
 * reset mails an hour), and whoever is refused another mail holds a token that still works.
 */
export const ACTION_TOKEN_LIMIT: Readonly<Record<ActionPurpose, number>> = {
  'password-reset': 3,
  'email-verification': 5,
};

/** The record outlives its token by this, so that the clock of a store that cleans up need not be exact. */
export const ACTION_TOKEN_RETENTION_MS = 60 * MINUTE_MS;

/** The record of a mailed secret. A user has at most one for each purpose: a new one takes the place of the old. */
export interface ActionToken {
  /** base64url(SHA-256(token)); the token itself is in the mail only. */
  readonly hash: string;
  readonly purpose: ActionPurpose;
  readonly userId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When the record may vanish; housekeeping, never a check. */
  readonly purgeAt: Date;
  /** The attempt that used it; null while nobody has. */
  readonly redeemedBy: string | null;
}

/** Why a token can't be used; the client is told the same in every case. */
export type ActionRefusal = 'unknown' | 'spent' | 'expired' | 'user-inactive';

/** Why the record that belongs to a presented token doesn't let it be used, or null if it does. */
export function refusalOf(record: ActionToken | null, now: Date): ActionRefusal | null {
  if (record === null) return 'unknown';
  if (record.redeemedBy !== null) return 'spent';
  return record.expiresAt.getTime() <= now.getTime() ? 'expired' : null;
}
