import type { RevokedReason, SessionSummary } from './session.js';
import type { User } from './user.js';

/**
 * Why the session is over, or null while it isn't (expiry aside, which has its own answer). The epoch and the
 * account are asked too: a session can be dead before anyone has marked it.
 */
export function endOf(session: SessionSummary, user: User | null): RevokedReason | null {
  if (session.revokedAt !== null) return session.revokedReason ?? 'logout-all';
  if (!user?.isActive) return 'user-inactive';
  if (session.userEpoch === user.sessionEpoch || session.id === user.sparedSessionId) return null;
  return user.sessionEpochReason ?? 'logout-all';
}

export function isExpired(session: SessionSummary, now: Date): boolean {
  return session.expiresAt.getTime() <= now.getTime();
}

/** Live: not revoked, not expired, opened under the user's present epoch (or spared by its last raise). */
export function isLive(session: SessionSummary, user: User | null, now: Date): boolean {
  return !isExpired(session, now) && endOf(session, user) === null;
}
