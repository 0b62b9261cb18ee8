import type { ActionPurpose, ActionToken } from '../../domain/action-token.js';

/**
 * Action tokens: one record for each user and purpose. Every method throws `StorageUnavailable` when the store doesn't
 * confirm that it was done. One round trip each (`issue` may need a second when it races another).
 */
export abstract class ActionTokenRepository {
  /**
   * Stores the token in the place of the user's earlier one, in one atomic write. False, and nothing changes, if a live
   * one is there and `limit` of them were issued since there last was none (never issued, used up, or expired). Of any
   * number of racers at most `limit` get true, and the last of them holds the live token.
   */
  abstract issue(token: ActionToken, limit: number): Promise<boolean>;

  /** The record of the token with this hash, whether it can still be used or not. */
  abstract find(hash: string, purpose: ActionPurpose): Promise<ActionToken | null>;

  /**
   * Uses the token up, by compare-and-swap: only if it is unused and expires after `now`. Of any number of racers
   * exactly one gets true.
   * @throws StorageUnavailable it may be used up all the same: `giveBack` it
   */
  abstract redeem(hash: string, attemptId: string, now: Date): Promise<boolean>;

  /** Undoes what the attempt has redeemed, if it has; a token that was replaced since stays replaced. */
  abstract giveBack(hash: string, attemptId: string): Promise<void>;
}
