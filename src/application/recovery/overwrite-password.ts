import type { ClientContext } from '../../domain/client-context.js';
import { StorageUnavailable } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';
import type { ReplacePassword } from '../auth/replace-password.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { ConfirmEmail } from './confirm-email.js';

/** A renewal of the hash by a login, or a change of password, can take the swap; a third one in a moment hardly can. */
const TRIES = 3;

/** Puts a new password in the place of whichever there is, for somebody who has shown that the account is theirs. */
export class OverwritePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly replacePassword: ReplacePassword,
    private readonly confirmEmail: ConfirmEmail,
  ) {}

  /**
   * The writes of `ReplacePassword`, with a read and a write more for each time that the account moved meanwhile; then
   * those of `ConfirmEmail`: who holds the token has read the mail. Harmless when repeated.
   * @throws StorageUnavailable also when the account kept moving, or was closed: the next try is told so
   */
  async execute(seen: User, passwordHash: string, client: ClientContext): Promise<void> {
    const who = { actorId: seen.id, userId: seen.id, sessionId: null };
    const ending = { reason: 'password-reset', by: seen.id, client } as const;
    const fact = { type: 'password.reset', details: {}, ...who } as const;
    for (let user: User | null = seen, tries = 0; user?.isActive && tries < TRIES; tries += 1) {
      if (await this.replacePassword.execute(user, passwordHash, null, ending, fact)) {
        return this.confirmEmail.execute(user, 'password-reset', client);
      }
      user = await this.users.findById(user.id);
    }
    throw new StorageUnavailable('the account kept changing under the new password');
  }
}
