import type { ClientContext } from '../../domain/client-context.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { normalizePassword } from '../../domain/password-policy.js';
import type { User } from '../../domain/user.js';
import type { ChoosePassword } from './choose-password.js';
import type { CallerIds, ConfirmCaller } from './confirm-caller.js';
import type { ProvePassword } from './prove-password.js';
import type { ReplacePassword } from './replace-password.js';

export interface PasswordChange {
  readonly caller: CallerIds;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly client: ClientContext;
}

/** A renewal of the hash by a login beside it can take the swap; a second one in the same moment hardly can. */
const TRIES = 3;

/** Changes the caller's password after proving the present one, and ends every other session of the account. */
export class ChangePassword {
  constructor(
    private readonly confirmCaller: ConfirmCaller,
    private readonly provePassword: ProvePassword,
    private readonly choosePassword: ChoosePassword,
    private readonly replacePassword: ReplacePassword,
  ) {}

  /**
   * Two reads, those of `ProvePassword`, one compare-and-swap of the user, the marking of the other sessions, one audit
   * insert; two hashes.
   * @throws TokenRevoked the calling session is over
   * @throws InvalidCredentials the present password is wrong
   * @throws DomainError `validation-failed` (`newPassword`), `account-locked`, `overloaded`
   */
  async execute({ caller, currentPassword, newPassword, client }: PasswordChange): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { user, session } = await this.confirmCaller.execute(caller);
      await this.prove(user, currentPassword, session.id, client);
      const accepted = await this.choosePassword.accept(newPassword, user.email, 'newPassword');
      const passwordHash = await this.choosePassword.hash(accepted);
      const who = { actorId: user.id, userId: user.id, sessionId: session.id };
      const ending = { reason: 'password-changed', by: user.id, client } as const;
      const fact = { type: 'password.changed', details: {}, ...who } as const;
      if (await this.replacePassword.execute(user, passwordHash, session.id, ending, fact)) return;
    }
    throw new StorageUnavailable('the account kept changing under the new password');
  }

  /** A live session is no stranger: its guesses are counted apart, so that nobody else can lock its owner out of this. */
  private async prove(user: User, password: string, sessionId: string, client: ClientContext): Promise<void> {
    const who = { actorId: user.id, userId: user.id, sessionId };
    await this.provePassword.execute({
      email: user.email,
      password: normalizePassword(password),
      user,
      guesser: { sessionId },
      client,
      failure: (reason) => ({
        type: 'password.change_refused',
        details: { reason: reason === 'pepper-missing' ? reason : 'wrong-password' },
        ...who,
      }),
    });
  }
}
