import { DomainError } from '../../domain/errors.js';
import { wordsOfEmail } from '../../domain/email.js';
import { formFault, normalizePassword, strengthFault } from '../../domain/password-policy.js';
import type { PasswordBlocklist } from '../ports/password-blocklist.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { PasswordStrength } from '../ports/password-strength.js';

/** Holds a new password to the policy and hashes it. */
export class ChoosePassword {
  constructor(
    private readonly strength: PasswordStrength,
    private readonly hasher: PasswordHasher,
    private readonly blocklist: PasswordBlocklist,
  ) {}

  /**
   * The normalised form of a password that the policy takes.
   * @throws DomainError `validation-failed`, naming `field` and the reason
   * @throws Overloaded there is no room to estimate or to hash it
   * @throws StorageUnavailable the list of breached passwords can't be read
   */
  async accept(raw: string, email: string, field: string): Promise<string> {
    this.hasher.checkRoom();
    const password = normalizePassword(raw);
    const fault = await this.faultOf(password, wordsOfEmail(email));
    if (fault === null) return password;
    throw new DomainError('validation-failed', 'The password is not acceptable.', {
      errors: [{ field, message: fault }],
    });
  }

  /** The hash to store of a password that was accepted. */
  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  private async faultOf(password: string, ownWords: readonly string[]): Promise<string | null> {
    return (
      formFault(password) ??
      strengthFault(password, ownWords, await this.strength.estimate(password, ownWords)) ??
      ((await this.blocklist.contains(password)) ? 'has appeared in a data breach' : null)
    );
  }
}
