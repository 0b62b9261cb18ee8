/** Passwords that are known from data breaches, on top of the dictionaries of `PasswordStrength`. */
export abstract class PasswordBlocklist {
  /**
   * Whether the normalised password is among them.
   * @throws StorageUnavailable the list can't be read, so nothing may be accepted
   */
  abstract contains(password: string): Promise<boolean>;
}
