/** Names accounts, and e-mails that have none, where the e-mail itself must not be kept. No store access. */
export abstract class EmailDigest {
  /** A keyed digest of a normalised e-mail: the same for the same one, and no way back without the key. */
  abstract of(email: string): string;
}
