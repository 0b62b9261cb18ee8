import type { AuditTrail } from '../../src/application/audit/audit-trail.js';
import type { ChoosePassword } from '../../src/application/auth/choose-password.js';
import type { LimitGuesses } from '../../src/application/auth/limit-guesses.js';
import { NewUser } from '../../src/application/auth/new-user.js';
import { OpenAccount } from '../../src/application/auth/open-account.js';
import { RegisterByMail } from '../../src/application/auth/register-by-mail.js';
import { RegisterSignedIn } from '../../src/application/auth/register-signed-in.js';
import { RegisterUser } from '../../src/application/auth/register-user.js';
import { ReplacePassword } from '../../src/application/auth/replace-password.js';
import type { SignIn } from '../../src/application/auth/sign-in.js';
import type { ActionTokenRepository } from '../../src/application/ports/action-token-repository.js';
import { BackgroundWork } from '../../src/application/ports/background-work.js';
import type { Clock } from '../../src/application/ports/clock.js';
import { Mailer, type MailData, type MailKind, type MailMessage } from '../../src/application/ports/mailer.js';
import type { Random } from '../../src/application/ports/random.js';
import type { UserRepository } from '../../src/application/ports/user-repository.js';
import { ConfirmEmail } from '../../src/application/recovery/confirm-email.js';
import { IssueActionToken } from '../../src/application/recovery/issue-action-token.js';
import { MailVerification } from '../../src/application/recovery/mail-verification.js';
import { OverwritePassword } from '../../src/application/recovery/overwrite-password.js';
import { RecognizeActionToken } from '../../src/application/recovery/recognize-action-token.js';
import { RedeemActionToken } from '../../src/application/recovery/redeem-action-token.js';
import { RequestPasswordReset } from '../../src/application/recovery/request-password-reset.js';
import { RequireVerifiedEmail } from '../../src/application/recovery/require-verified-email.js';
import { ResetPassword } from '../../src/application/recovery/reset-password.js';
import { VerifyEmail } from '../../src/application/recovery/verify-email.js';
import type { EndSessions } from '../../src/application/sessions/end-sessions.js';
import { VerificationPolicy } from '../../src/application/verification-policy.js';
import { RandomActionTokens } from '../../src/infrastructure/crypto/random-action-tokens.js';
import { Tap } from './tap.js';

/** Keeps what would be mailed. */
class HeldMailer extends Mailer {
  readonly sent: MailMessage[] = [];

  send<K extends MailKind>(message: MailMessage<K>): void {
    this.sent.push(message);
  }
}

/** Keeps the jobs until a test does them. */
class HeldWork extends BackgroundWork {
  readonly jobs: (() => Promise<void>)[] = [];

  run(_name: string, job: () => Promise<void>): void {
    this.jobs.push(job);
  }
}

/** What it shares with the other use cases. */
interface RecoveryStore {
  readonly actionTokens: ActionTokenRepository;
  readonly users: Tap<UserRepository>;
  readonly clock: Clock;
  readonly random: Random;
}

export type VerificationMode = ConstructorParameters<typeof VerificationPolicy>[0];

/** What is done by mail, with the mails and the jobs in the test's hands. */
export class RecoveryCases {
  readonly mailer = new HeldMailer();
  readonly work = new HeldWork();
  readonly actionTokens: Tap<ActionTokenRepository>;
  readonly mailVerification: MailVerification;
  readonly requireVerified: RequireVerifiedEmail;
  readonly replacePassword: ReplacePassword;
  readonly requestPasswordReset: RequestPasswordReset;
  readonly resetPassword: ResetPassword;
  readonly verifyEmail: VerifyEmail;
  private readonly policy: VerificationPolicy;

  constructor(
    private readonly app: RecoveryStore,
    private readonly trail: AuditTrail,
    private readonly choosePassword: ChoosePassword,
    ends: EndSessions,
    mode: VerificationMode,
    guesses: LimitGuesses,
  ) {
    const { clock, random } = app;
    const users = app.users.port;
    const tokens = new RandomActionTokens();
    this.policy = new VerificationPolicy(mode);
    this.actionTokens = new Tap<ActionTokenRepository>(app.actionTokens);
    const records = this.actionTokens.port;
    const issue = new IssueActionToken(tokens, records, clock);
    this.mailVerification = new MailVerification(this.work, users, issue, trail, this.mailer);
    this.requireVerified = new RequireVerifiedEmail(this.policy, this.mailVerification, trail);
    this.replacePassword = new ReplacePassword(users, ends, this.mailer, clock);
    this.requestPasswordReset = new RequestPasswordReset(this.work, users, issue, trail, this.mailer);
    const recognize = new RecognizeActionToken(tokens, records, users, trail, clock);
    const redeem = new RedeemActionToken(recognize, records, clock, random);
    const confirm = new ConfirmEmail(users, trail, clock);
    const overwrite = new OverwritePassword(users, this.replacePassword, confirm);
    this.verifyEmail = new VerifyEmail(recognize, redeem, confirm);
    this.resetPassword = new ResetPassword(recognize, choosePassword, redeem, overwrite, guesses);
  }

  registration(signIn: SignIn): RegisterUser {
    const { users, clock, random } = this.app;
    const accounts = new OpenAccount(users.port, this.choosePassword, new NewUser(clock, random));
    const signedIn = new RegisterSignedIn(users.port, accounts, signIn);
    const byMail = new RegisterByMail(
      users.port,
      accounts,
      this.trail,
      this.mailVerification,
      this.requestPasswordReset,
    );
    return new RegisterUser(this.policy, this.choosePassword, signedIn, byMail, this.mailVerification);
  }

  /** Does the jobs that wait, one after another. Throws what one of them throws. */
  async finish(): Promise<void> {
    for (const job of this.work.jobs.splice(0)) await job();
  }

  /** The kinds of the mails so far. */
  get kinds(): MailKind[] {
    return this.mailer.sent.map(({ kind }) => kind);
  }

  /** The token in the newest mail of that kind. */
  mailedToken(kind: 'password-reset' | 'email-verification' | 'already-registered'): string {
    const mail = this.mailer.sent.findLast((sent) => sent.kind === kind);
    if (mail === undefined) throw new Error(`no mail ${kind}`);
    return (mail.data as MailData[typeof kind]).token;
  }
}
