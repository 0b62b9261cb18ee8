import { ACTION_TOKEN_LIMIT } from '../../domain/action-token.js';
import { normalizeEmail } from '../../domain/email.js';
import type { MailVerification } from '../recovery/mail-verification.js';
import type { VerificationPolicy } from '../verification-policy.js';
import type { ChoosePassword } from './choose-password.js';
import type { RegisterByMail } from './register-by-mail.js';
import type { RegisterSignedIn } from './register-signed-in.js';
import type { CredentialsRequest, SignedIn } from './signed-in.js';

/** Opens an account, and signs its owner in unless the e-mail address has to be confirmed first. */
export class RegisterUser {
  constructor(
    private readonly policy: VerificationPolicy,
    private readonly choosePassword: ChoosePassword,
    private readonly signedIn: RegisterSignedIn,
    private readonly byMail: RegisterByMail,
    private readonly mailVerification: MailVerification,
  ) {}

  /**
   * Store calls: those of `RegisterSignedIn`; where the address has to be confirmed first, those of `RegisterByMail`, and
   * the result is null whether the e-mail was known or not.
   * @throws DomainError `email-taken`, `validation-failed`, `overloaded`
   */
  async execute(request: CredentialsRequest): Promise<SignedIn | null> {
    const email = normalizeEmail(request.email);
    const password = await this.choosePassword.accept(request.password, email, 'password');
    const accepted = { ...request, email, password };
    if (this.policy.isRequired) {
      await this.byMail.execute(accepted);
      return null;
    }
    const signedIn = await this.signedIn.execute(accepted);
    if (this.policy.isAsked)
      this.mailVerification.execute(signedIn.user.id, ACTION_TOKEN_LIMIT['email-verification'], request.client);
    return signedIn;
  }
}
