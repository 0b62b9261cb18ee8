import { Module } from '@nestjs/common';
import { AuditTrail } from '../../application/audit/audit-trail.js';
import { CascadeReuse } from '../../application/auth/cascade-reuse.js';
import { ChangePassword } from '../../application/auth/change-password.js';
import { ChoosePassword } from '../../application/auth/choose-password.js';
import { ConfirmCaller } from '../../application/auth/confirm-caller.js';
import { GrantRefresh } from '../../application/auth/grant-refresh.js';
import { JudgeRefresh } from '../../application/auth/judge-refresh.js';
import { LimitGuesses } from '../../application/auth/limit-guesses.js';
import { LogIn } from '../../application/auth/log-in.js';
import { LoginTrail } from '../../application/auth/login-trail.js';
import { LogOutEverywhere } from '../../application/auth/log-out-everywhere.js';
import { LogOut } from '../../application/auth/log-out.js';
import { NewUser } from '../../application/auth/new-user.js';
import { PrepareRefresh } from '../../application/auth/prepare-refresh.js';
import { ProvePassword } from '../../application/auth/prove-password.js';
import { RefreshSession } from '../../application/auth/refresh-session.js';
import { RefusalTrail } from '../../application/auth/refusal-trail.js';
import { RefuseRefresh } from '../../application/auth/refuse-refresh.js';
import { OpenAccount } from '../../application/auth/open-account.js';
import { RegisterByMail } from '../../application/auth/register-by-mail.js';
import { RegisterSignedIn } from '../../application/auth/register-signed-in.js';
import { RegisterUser } from '../../application/auth/register-user.js';
import { ReplacePassword } from '../../application/auth/replace-password.js';
import { SignIn } from '../../application/auth/sign-in.js';
import { ViewProfile } from '../../application/auth/view-profile.js';
import { AccessTokens } from '../../application/ports/access-tokens.js';
import { Clock } from '../../application/ports/clock.js';
import { DeviceClassifier } from '../../application/ports/device-classifier.js';
import { KnownPlaces } from '../../application/ports/known-places.js';
import { PasswordHasher } from '../../application/ports/password-hasher.js';
import { Random } from '../../application/ports/random.js';
import { RefreshTokens } from '../../application/ports/refresh-tokens.js';
import { SessionRepository } from '../../application/ports/session-repository.js';
import { UserRepository } from '../../application/ports/user-repository.js';
import { MailVerification } from '../../application/recovery/mail-verification.js';
import { RequestPasswordReset } from '../../application/recovery/request-password-reset.js';
import { RequireVerifiedEmail } from '../../application/recovery/require-verified-email.js';
import { SessionPolicy } from '../../application/session-policy.js';
import { EndSessions } from '../../application/sessions/end-sessions.js';
import { NewSession } from '../../application/sessions/new-session.js';
import { OpenSession } from '../../application/sessions/open-session.js';
import { RevocationFeed } from '../../application/sessions/revocation-feed.js';
import { VerificationPolicy } from '../../application/verification-policy.js';
import { SuspicionPolicy } from '../../application/suspicion/suspicion-policy.js';
import { WatchFailures } from '../../application/suspicion/watch-failures.js';
import { WatchLogins } from '../../application/suspicion/watch-logins.js';
import { WatchMoves } from '../../application/suspicion/watch-moves.js';
import { provide } from '../provide.js';
import { RecoveryModule } from '../recovery/recovery.module.js';
import { DeviceCookie } from '../security/device-cookie.js';
import { RefreshCookie } from '../security/refresh-cookie.js';
import { AccountsController } from './accounts.controller.js';
import { PasswordController } from './password.controller.js';
import { RolesController } from './roles.controller.js';
import { TokensController } from './tokens.controller.js';

const signingIn = [
  provide(NewSession, RefreshTokens, DeviceClassifier, SessionPolicy, Clock, Random),
  provide(OpenSession, SessionRepository, NewSession, RefreshTokens, SessionPolicy, Clock),
  provide(WatchLogins, KnownPlaces, SuspicionPolicy),
  provide(WatchFailures, SuspicionPolicy, Clock),
  provide(LoginTrail, AuditTrail, WatchLogins),
  provide(NewUser, Clock, Random),
  provide(RequireVerifiedEmail, VerificationPolicy, MailVerification, AuditTrail),
  provide(SignIn, RequireVerifiedEmail, OpenSession, RevocationFeed, LoginTrail, AccessTokens),
  provide(OpenAccount, UserRepository, ChoosePassword, NewUser),
  provide(RegisterSignedIn, UserRepository, OpenAccount, SignIn),
  provide(RegisterByMail, UserRepository, OpenAccount, AuditTrail, MailVerification, RequestPasswordReset),
  provide(RegisterUser, VerificationPolicy, ChoosePassword, RegisterSignedIn, RegisterByMail, MailVerification),
  provide(ProvePassword, PasswordHasher, LimitGuesses, AuditTrail, WatchFailures),
  provide(LogIn, UserRepository, PasswordHasher, ProvePassword, SignIn, Clock),
  provide(ViewProfile, UserRepository),
];

const refreshing = [
  provide(PrepareRefresh, RefreshTokens, SessionPolicy, Clock, Random),
  provide(WatchMoves, KnownPlaces, DeviceClassifier, SuspicionPolicy),
  provide(GrantRefresh, UserRepository, EndSessions, AuditTrail, AccessTokens, WatchMoves),
  provide(JudgeRefresh, SessionRepository, UserRepository, DeviceClassifier, SessionPolicy, Clock),
  provide(RefusalTrail, AuditTrail, SessionPolicy, Clock),
  provide(CascadeReuse, ConfirmCaller, EndSessions, SessionPolicy),
  provide(RefuseRefresh, RefusalTrail, CascadeReuse, EndSessions),
  provide(RefreshSession, PrepareRefresh, SessionRepository, GrantRefresh, JudgeRefresh, RefuseRefresh),
];

const signingOut = [
  provide(LogOut, RefreshTokens, SessionRepository, RevocationFeed, AuditTrail, Clock),
  provide(LogOutEverywhere, ConfirmCaller, EndSessions),
];

const passwords = [provide(ChangePassword, ConfirmCaller, ProvePassword, ChoosePassword, ReplacePassword)];

/** Accounts, tokens and passwords. */
@Module({
  imports: [RecoveryModule],
  controllers: [AccountsController, TokensController, PasswordController, RolesController],
  providers: [RefreshCookie, DeviceCookie, ...signingIn, ...refreshing, ...signingOut, ...passwords],
})
export class AuthModule {}
