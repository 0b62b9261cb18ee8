/**
 * Hashes passwords slowly (argon2id; OWASP Password Storage). Takes normalised passwords, gives PHC strings. Where there
 * are peppers, the id of the one that the hash was made with stands before it: `<id>:$argon2id$…`.
 * At most so many hashes run at once as there are cores: beyond a bounded queue, whatever hashes throws `Overloaded`, and has
 * then done nothing.
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

  /**
   * Asked before anything else is done for a request that will hash, so that one that is shed costs nothing more. A hasher
   * that queues nothing always has room.
   * @throws Overloaded there is no room now
   */
  checkRoom(): void {
    return;
  }

  /** Whether the hash was made with other parameters than today's, or with another pepper than the newest. */
  abstract needsRenewal(hash: string): boolean;
}
