import type { Rights, Role } from '../../domain/role.js';
import type { RevokedReason } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { PageRequest } from '../page.js';

/** Ends every session of a user but one, or all: what is noted with the raised epoch. */
export interface EpochRaise {
  readonly reason: RevokedReason;
  /** The session that lives on; null spares none. */
  readonly spare: string | null;
  readonly at: Date;
}

/** Undefined fields don't filter. */
export interface UserFilter {
  /** Beginning of the normalised e-mail. */
  readonly emailPrefix: string | undefined;
  readonly role: Role | undefined;
  readonly isActive: boolean | undefined;
}

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
   * Ends the sessions of the user in one write: raises `sessionEpoch` from `seenEpoch` by one. Returns the account as it
   * became; null if the epoch had moved (exactly one of any number of racers wins).
   */
  abstract raiseSessionEpoch(id: string, seenEpoch: number, raise: EpochRaise): Promise<User | null>;

  /**
   * Compare-and-swap on hash and epoch together: writes the new hash and raises the epoch in one write. Returns the
   * account as it became; null if either had moved (exactly one of any number of racers wins).
   */
  abstract replacePassword(
    id: string,
    seen: Pick<User, 'passwordHash' | 'sessionEpoch'>,
    passwordHash: string,
    raise: EpochRaise,
  ): Promise<User | null>;

  /**
   * Compare-and-swap on role, activity and epoch: writes the new rights, and raises the epoch with them if `raise` says
   * so, atomically with the check that an active account with an administering role is left. Of two administrators who
   * take each other out of office at once one gets "last-admin". "moved" if the account was not as seen.
   */
  abstract changeRights(
    seen: User,
    rights: Rights,
    change: { readonly raise: EpochRaise | null; readonly at: Date },
  ): Promise<User | 'last-admin' | 'moved'>;

  /** Notes when the e-mail was confirmed; what was noted before stays. */
  abstract markEmailVerified(id: string, at: Date): Promise<void>;

  /** Accounts in the order of their e-mails, which are the keys; one more than the limit if there is one. */
  abstract page(filter: UserFilter, page: PageRequest): Promise<User[]>;
}
