import type { ClientContext } from '../../domain/client-context.js';
import type { ChoosePassword } from '../auth/choose-password.js';
import type { LimitGuesses } from '../auth/limit-guesses.js';
import type { OverwritePassword } from './overwrite-password.js';
import type { RecognizeActionToken } from './recognize-action-token.js';
import type { RedeemActionToken } from './redeem-action-token.js';

export interface PasswordReset {
  readonly token: string;
  readonly newPassword: string;
  readonly client: ClientContext;
}

/**
 * Sets a new password with the token that was mailed to the owner, and ends every session of the account (OWASP Forgot
 * Password). Nobody is signed in by it.
 */
export class ResetPassword {
  constructor(
    private readonly recognize: RecognizeActionToken,
    private readonly choosePassword: ChoosePassword,
    private readonly redeem: RedeemActionToken,
    private readonly overwritePassword: OverwritePassword,
    private readonly guesses: LimitGuesses,
  ) {}

  /**
   * Two reads and a hash; then, the token being used up by one write, the writes of `OverwritePassword`, and one that
   * unlocks the account. A password that the policy refuses leaves the token as it is.
   * @throws DomainError `invalid-action-token`, `validation-failed` (`newPassword`), `overloaded`
   */
  async execute({ token, newPassword, client }: PasswordReset): Promise<void> {
    const holder = await this.recognize.execute(token, 'password-reset', client);
    const { user } = holder;
    const accepted = await this.choosePassword.accept(newPassword, user.email, 'newPassword');
    const passwordHash = await this.choosePassword.hash(accepted);
    await this.redeem.execute(holder, client, async () => {
      await this.overwritePassword.execute(user, passwordHash, client);
      await this.guesses.forget(user.email);
    });
  }
}
