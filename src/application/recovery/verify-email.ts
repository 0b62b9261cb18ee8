import type { ClientContext } from '../../domain/client-context.js';
import type { ConfirmEmail } from './confirm-email.js';
import type { RecognizeActionToken } from './recognize-action-token.js';
import type { RedeemActionToken } from './redeem-action-token.js';

/** Confirms an e-mail address with the token that was mailed to it. */
export class VerifyEmail {
  constructor(
    private readonly recognize: RecognizeActionToken,
    private readonly redeem: RedeemActionToken,
    private readonly confirmEmail: ConfirmEmail,
  ) {}

  /**
   * Two reads, a write of the token, then those of `ConfirmEmail`.
   * @throws DomainError `invalid-action-token`
   */
  async execute(token: string, client: ClientContext): Promise<void> {
    const holder = await this.recognize.execute(token, 'email-verification', client);
    await this.redeem.execute(holder, client, () => this.confirmEmail.execute(holder.user, 'verification', client));
  }
}
