/** Hashes passwords slowly (argon2id; OWASP Password Storage). Takes normalised passwords, gives PHC strings. */
export abstract class PasswordHasher {
  abstract hash(password: string): Promise<string>;

  /** Whether the password is the hash's. */
  abstract verify(hash: string, password: string): Promise<boolean>;

  /** Takes as long as a `verify` that fails: for accounts that do not exist (OWASP ASVS 5.0, 6.3.8). */
  abstract verifyNothing(password: string): Promise<void>;

  /** Whether the hash was made with other parameters than today's. */
  abstract needsRenewal(hash: string): boolean;
}
