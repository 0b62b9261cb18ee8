import { Module } from '@nestjs/common';
import { AuditTrail } from '../../application/audit/audit-trail.js';
import { ChoosePassword } from '../../application/auth/choose-password.js';
import { LimitGuesses } from '../../application/auth/limit-guesses.js';
import { ReplacePassword } from '../../application/auth/replace-password.js';
import { ActionTokenRepository } from '../../application/ports/action-token-repository.js';
import { ActionTokens } from '../../application/ports/action-tokens.js';
import { BackgroundWork } from '../../application/ports/background-work.js';
import { Clock } from '../../application/ports/clock.js';
import { Mailer } from '../../application/ports/mailer.js';
import { PasswordBlocklist } from '../../application/ports/password-blocklist.js';
import { PasswordHasher } from '../../application/ports/password-hasher.js';
import { PasswordStrength } from '../../application/ports/password-strength.js';
import { Random } from '../../application/ports/random.js';
import { UserRepository } from '../../application/ports/user-repository.js';
import { ConfirmEmail } from '../../application/recovery/confirm-email.js';
import { IssueActionToken } from '../../application/recovery/issue-action-token.js';
import { MailVerification } from '../../application/recovery/mail-verification.js';
import { OverwritePassword } from '../../application/recovery/overwrite-password.js';
import { RecognizeActionToken } from '../../application/recovery/recognize-action-token.js';
import { RedeemActionToken } from '../../application/recovery/redeem-action-token.js';
import { RequestPasswordReset } from '../../application/recovery/request-password-reset.js';
import { ResetPassword } from '../../application/recovery/reset-password.js';
import { VerifyEmail } from '../../application/recovery/verify-email.js';
import { EndSessions } from '../../application/sessions/end-sessions.js';
import { provide } from '../provide.js';
import { RecoveryController } from './recovery.controller.js';

const mailing = [
  provide(IssueActionToken, ActionTokens, ActionTokenRepository, Clock),
  provide(MailVerification, BackgroundWork, UserRepository, IssueActionToken, AuditTrail, Mailer),
  provide(RequestPasswordReset, BackgroundWork, UserRepository, IssueActionToken, AuditTrail, Mailer),
];

const redeeming = [
  provide(RecognizeActionToken, ActionTokens, ActionTokenRepository, UserRepository, AuditTrail, Clock),
  provide(RedeemActionToken, RecognizeActionToken, ActionTokenRepository, Clock, Random),
  provide(ConfirmEmail, UserRepository, AuditTrail, Clock),
  provide(VerifyEmail, RecognizeActionToken, RedeemActionToken, ConfirmEmail),
  provide(ChoosePassword, PasswordStrength, PasswordHasher, PasswordBlocklist),
  provide(ReplacePassword, UserRepository, EndSessions, Mailer, Clock),
  provide(OverwritePassword, UserRepository, ReplacePassword, ConfirmEmail),
  provide(ResetPassword, RecognizeActionToken, ChoosePassword, RedeemActionToken, OverwritePassword, LimitGuesses),
];

/** What an owner does by mail: resetting the password, confirming the address. */
@Module({
  controllers: [RecoveryController],
  providers: [...mailing, ...redeeming],
  exports: [MailVerification, RequestPasswordReset, ChoosePassword, ReplacePassword],
})
export class RecoveryModule {}
