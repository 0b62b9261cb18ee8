import type { RevokedReason } from '../../domain/session.js';
import type { User } from '../../domain/user.js';

/**
 * Accounts. Every method throws `StorageUnavailable` when the store doesn't confirm that it was done; the writes are
 * guarded so that doing them again is harmless.
 */
export abstract class UserRepository {
  /** Stores a new account. False if the normalised e-mail is taken; of any number of racers exactly one gets true. */
  abstract insert(user: User): Promise<boolean>;

  /** Takes back an account that was never answered for: deletes it if its hash is still `passwordHash`. */
  abstract withdraw(id: string, passwordHash: string): Promise<void>;

  /** Reads by normalised e-mail, from the primary. */
  abstract findByEmail(email: string): Promise<User | null>;

  /** Reads by id, from the primary. */
  abstract findById(id: string): Promise<User | null>;

  /** Compare-and-swap: writes `newHash` only over `seenHash`; false if another write came first. */
  abstract renewPasswordHash(id: string, seenHash: string, newHash: string, at: Date): Promise<boolean>;

  /**
   * Ends every session of the user in one write: raises `sessionEpoch` from `seenEpoch` by one, notes the reason and
   * spares nobody. Returns the new epoch; null if the epoch had moved (exactly one of any number of racers wins).
   */
  abstract raiseSessionEpoch(id: string, seenEpoch: number, reason: RevokedReason, at: Date): Promise<number | null>;
}
