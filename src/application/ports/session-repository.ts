import type { Revocation, Rotation, Session } from '../../domain/session.js';

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

/**
 * Sessions. Every method throws `StorageUnavailable` when the store doesn't confirm that it was done. Only `rotate`
 * promises that nothing happened then; the others are guarded so that doing them again is harmless.
 */
export abstract class SessionRepository {
  /** Stores a new session. */
  abstract insert(session: Session): Promise<void>;

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

  /** As `revoke`, but only if the session was not used since `seenLastUsedAt`. True if this call ended it. */
  abstract evict(id: string, seenLastUsedAt: Date, revocation: Revocation): Promise<boolean>;

  /**
   * Marks what a raised epoch has ended: every unrevoked, unexpired session of the user opened under an epoch below
   * `epoch`. Returns the ids of those that it found so. A session that was opened after the raise can't be hit.
   */
  abstract markEnded(userId: string, epoch: number, revocation: Revocation): Promise<string[]>;

  /** The user's unrevoked, unexpired sessions, longest unused first. The caller compares epochs. */
  abstract listUnended(userId: string, now: Date): Promise<Session[]>;
}
