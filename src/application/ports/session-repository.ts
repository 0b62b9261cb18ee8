import type { Revocation, RevokedSession, Rotation, Session, SessionSummary } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { PageRequest } from '../page.js';

/** A session as the holder of one of its tokens can name it. */
export interface SessionKey {
  readonly id: string;
  readonly familyHash: string;
}

/** A new session, and what has to make room for it. */
export interface Opening {
  /** Its `createdAt` is the time of what it ends, too. */
  readonly session: Session;
  /** Most live sessions that the user may have, the new one among them. */
  readonly limit: number;
  /** What the browser that signs in had before: it ends, whosever it is. */
  readonly replacing: readonly SessionKey[];
}

export interface Opened {
  /** The account at that moment. */
  readonly user: User;
  /** The sessions that this call ended for the limit (`evicted`), and those of `replacing` (`replaced`), as they became. */
  readonly evicted: readonly Session[];
  readonly replaced: readonly Session[];
}

/** One step of the ratchet: from the generation and hash of the presented token to those of its successor. */
export interface RotationCommand {
  readonly sessionId: string;
  readonly generation: number;
  readonly tokenHash: string;
  readonly successorHash: string;
  /** base64url(SHA-256); a session whose last key is the same one doesn't match. */
  readonly idempotencyKeyHash: string | null;
  /** Becomes the session's last use; `rotatedAt` is the `now` that expiry is judged by. */
  readonly rotation: Rotation;
  /** New end of idleness, before it is capped by the session's absolute end. */
  readonly idleExpiresAt: Date;
}

export interface SessionFilter {
  readonly state: 'live' | 'all';
  /** The instant at which a session must be live. */
  readonly now: Date;
}

/**
 * Sessions. Every method throws `StorageUnavailable` when the store doesn't confirm that it was done. Only `rotate`
 * promises that nothing happened then; the others are guarded so that doing them again is harmless. What `open` and `rotate`
 * return survives a power cut from the next write on that is confirmed or refused: await one (the audit insert) before the answer.
 */
export abstract class SessionRepository {
  /**
   * Opens a session, atomically: stores it if the account is active and still at `session.userEpoch` (else null, and
   * nothing happens), ends `replacing`, and ends the longest unused of the user's live sessions beyond the limit. Of any
   * number of racers none ever sees more live sessions than the limit.
   * @throws StorageUnavailable it may have happened all the same: `revoke` it
   */
  abstract open(opening: Opening): Promise<Opened | null>;

  /** The confirmed state: from the primary, linearizable where the store knows the word. */
  abstract find(id: string): Promise<Session | null>;

  /**
   * Moves the session one generation on, in one atomic write, if it is unrevoked, unexpired and still at the presented
   * generation and hash. Returns it as it became; null if it didn't match (of any number of racers one gets it).
   * @throws StorageUnavailable nothing was written
   * @throws RefreshOutcomeUnknown the write may have gone through, and reading back could not tell
   */
  abstract rotate(command: RotationCommand): Promise<Session | null>;

  /**
   * Ends one unrevoked session. Returns it as it became; null if it was ended already, doesn't exist, or is of another
   * family (exactly one of any number of racers gets it).
   */
  abstract revoke(id: string, familyHash: string, revocation: Revocation): Promise<Session | null>;

  /**
   * Marks what a raised epoch has ended: every unrevoked, unexpired session of the user opened under an epoch below
   * the user's present one, but for the spared one. Returns the ids of those that it found so. A session that was opened
   * after the raise can't be hit.
   */
  abstract markEnded(
    user: Pick<User, 'id' | 'sessionEpoch' | 'sparedSessionId'>,
    revocation: Revocation,
  ): Promise<string[]>;

  /** The user's live sessions, newest use first: at most as many as `MAX_SESSIONS_PER_USER` has ever allowed. */
  abstract listLive(user: User, now: Date): Promise<SessionSummary[]>;

  /** The user's live sessions, or all that are kept, newest first, keyed by id; one more than the limit if there is one. */
  abstract page(user: User, filter: SessionFilter, page: PageRequest): Promise<SessionSummary[]>;

  /** The sessions revoked at `since` or later, by the clocks of those who revoked them. */
  abstract listRevoked(since: Date): Promise<RevokedSession[]>;

  /**
   * How many sessions of all accounts are neither revoked nor expired; the epochs of their users are not looked at, so
   * those that a raised epoch has ended count until they are marked, moments later. An index finds the unrevoked ones that
   * are not past their absolute end. When each was last used stands in no index, for a refresh would have to move it:
   * the count reads each of these records.
   */
  abstract countUnended(now: Date): Promise<number>;
}
