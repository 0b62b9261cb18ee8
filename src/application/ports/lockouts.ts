import type { Limits, Lock } from '../../domain/lockout.js';

/**
 * What is remembered of failed guesses, by the rules of `domain/lockout.ts`; `account` is the digest of an e-mail, whether or
 * not there is an account. What is forgotten vanishes by itself. Every method is one atomic step, and throws
 * `StorageUnavailable` when the store doesn't confirm it. A power cut may turn back what was counted a moment before.
 */
export abstract class Lockouts {
  /**
   * Counts a failure under each limit before the guess is looked at, or under none if one is locked. Returns that lock; null
   * when the guess is free. Of any number of racers as many get null as the limits leave.
   */
  abstract reserve(account: string, limits: Limits, now: Date): Promise<Lock | null>;

  /** The guess was never looked at: takes its failure back. */
  abstract giveBack(account: string, limits: Limits, now: Date): Promise<void>;

  /** The guess was right: forgets what the first limit counted, and takes this one failure back from the others. */
  abstract forgive(account: string, limits: Limits, now: Date): Promise<void>;

  /** Forgets all failures of the account. */
  abstract forget(account: string): Promise<void>;
}
