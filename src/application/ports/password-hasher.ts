/**
 * Hashes passwords slowly (argon2id; OWASP Password Storage). Takes normalised passwords, gives PHC strings. Where there
 * are peppers, the id of the one that the hash was made with stands before it: `<id>:$argon2id$…`.
 */
export abstract class PasswordHasher {
  abstract hash(password: string): Promise<string>;

  /**
   * Whether the password is the hash's.
   * @throws MissingPepper nobody can tell, because the hash's pepper is gone; after the same time
   */
  abstract verify(hash: string, password: string): Promise<boolean>;

  /** Takes as long as a `verify` that fails: for accounts that do not exist (OWASP ASVS 5.0, 6.3.8). */
  abstract verifyNothing(password: string): Promise<void>;

  /** Whether the hash was made with other parameters than today's, or with another pepper than the newest. */
  abstract needsRenewal(hash: string): boolean;
}
