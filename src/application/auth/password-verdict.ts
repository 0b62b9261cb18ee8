import { MissingPepper } from '../../domain/errors.js';

/** What the trail says of a password that was held against a hash; a client is told only whether it was right. */
export type PasswordVerdict = 'right' | 'wrong-password' | 'pepper-missing';

/** Names what `PasswordHasher.verify` came to. */
export async function verdictOf(verification: Promise<boolean>): Promise<PasswordVerdict> {
  try {
    return (await verification) ? 'right' : 'wrong-password';
  } catch (fault) {
    if (fault instanceof MissingPepper) return 'pepper-missing';
    throw fault;
  }
}
