import type { PasswordEstimate } from '../../domain/password-policy.js';

/** Estimates how many guesses a password would take, dictionaries of common passwords and words included. */
export abstract class PasswordStrength {
  /**
   * `ownWords` (of the account's e-mail) count as a dictionary too.
   * @throws Overloaded too many passwords wait for their estimate
   */
  abstract estimate(password: string, ownWords: readonly string[]): Promise<PasswordEstimate>;
}
