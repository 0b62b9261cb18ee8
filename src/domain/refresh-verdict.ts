import { endOf, isExpired } from './liveness.js';
import type { RevokedReason, Session } from './session.js';
import type { User } from './user.js';

/** A refresh may be repeated with its idempotency key for this long after the rotation. */
export const IDEMPOTENCY_WINDOW_MS = 60_000;

/** A token whose MAC is ours, as it came in; hashes are base64url(SHA-256). */
export interface PresentedToken {
  readonly generation: number;
  readonly familyHash: string;
  readonly idempotencyKeyHash: string | null;
  /** Browser, operating system and kind of device of the caller, as one comparable text. */
  readonly deviceFamily: string;
}

/** What the store said when it was asked, linearizably, after the one write had not matched. */
export interface RefreshEvidence {
  readonly session: Session | null;
  readonly user: User | null;
  /** Device family of the session's last use. */
  readonly lastDeviceFamily: string;
  readonly now: Date;
  readonly leewayMs: number;
}

export type RefreshVerdict =
  /** No such session: it never was, or its record has been purged. */
  | { readonly kind: 'unknown' }
  /** Our key made it, but not for this session's nonce: the key has leaked. Nobody is signed out for that. */
  | { readonly kind: 'forged'; readonly session: Session }
  /** Ended by its owner, an admin or the service. Not theft, so no cascade. */
  | { readonly kind: 'ended'; readonly session: Session; readonly user: User | null; readonly reason: RevokedReason }
  /** A generation that the store has not reached yet: it was put back to an older state. */
  | { readonly kind: 'store-rollback'; readonly session: Session; readonly user: User }
  /** Idle or old beyond its limit; `spent` tells whether the token had been used before. */
  | { readonly kind: 'expired'; readonly session: Session; readonly spent: boolean }
  /** A new token sent with the last refresh's key: keys are random for each refresh. */
  | { readonly kind: 'key-reused'; readonly session: Session }
  /** The live token: the write only lost a moment, and may be done once more. */
  | { readonly kind: 'current'; readonly session: Session }
  /** The last refresh again, because its answer was lost: the same successor goes out, nothing moves. */
  | {
      readonly kind: 'retry';
      readonly session: Session;
      readonly user: User;
      readonly by: 'idempotency-key' | 'leeway';
    }
  /** A spent token presented as if it were live (RFC 9700 §4.14.2). */
  | { readonly kind: 'reused'; readonly session: Session; readonly user: User };

/**
 * Judges a genuine token that the one write of a refresh did not match. Pure; the first match wins, and the order
 * is the rule: a session that somebody ended is never called theft, and a forged token never signs anyone out.
 */
export function judgeRefresh(presented: PresentedToken, evidence: RefreshEvidence): RefreshVerdict {
  const { session, user, now } = evidence;
  if (session === null) return { kind: 'unknown' };
  // Both sides are digests that the caller cannot steer, so an early exit of this comparison tells nothing.
  if (session.familyHash !== presented.familyHash) return { kind: 'forged', session };
  const reason = endOf(session, user);
  if (reason !== null || user === null) return { kind: 'ended', session, user, reason: reason ?? 'user-inactive' };
  if (presented.generation > session.generation) return { kind: 'store-rollback', session, user };
  if (isExpired(session, now)) {
    return { kind: 'expired', session, spent: presented.generation < session.generation };
  }
  if (presented.generation === session.generation) {
    return { kind: sentLastKey(presented, session) ? 'key-reused' : 'current', session };
  }
  const by = retriedBy(presented, session, evidence);
  return by === null ? { kind: 'reused', session, user } : { kind: 'retry', session, user, by };
}

function sentLastKey(presented: PresentedToken, session: Session): boolean {
  return presented.idempotencyKeyHash !== null && presented.idempotencyKeyHash === session.idempotencyKeyHash;
}

function retriedBy(
  presented: PresentedToken,
  session: Session,
  { now, leewayMs, lastDeviceFamily }: RefreshEvidence,
): 'idempotency-key' | 'leeway' | null {
  if (presented.generation !== session.generation - 1) return null;
  const age = now.getTime() - session.lastUsedAt.getTime();
  if (sentLastKey(presented, session) && age <= IDEMPOTENCY_WINDOW_MS) return 'idempotency-key';
  if (leewayMs > 0 && age <= leewayMs && presented.deviceFamily === lastDeviceFamily) return 'leeway';
  return null;
}
