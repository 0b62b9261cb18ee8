import { Module } from '@nestjs/common';
import { AuditTrail } from '../../application/audit/audit-trail.js';
import { CascadeReuse } from '../../application/auth/cascade-reuse.js';
import { ChoosePassword } from '../../application/auth/choose-password.js';
import { EndPresentedSessions } from '../../application/auth/end-presented-sessions.js';
import { GrantRefresh } from '../../application/auth/grant-refresh.js';
import { JudgeRefresh } from '../../application/auth/judge-refresh.js';
import { LimitGuesses } from '../../application/auth/limit-guesses.js';
import { LogIn } from '../../application/auth/log-in.js';
import { LogOutEverywhere } from '../../application/auth/log-out-everywhere.js';
import { LogOut } from '../../application/auth/log-out.js';
import { PrepareRefresh } from '../../application/auth/prepare-refresh.js';
import { ProvePassword } from '../../application/auth/prove-password.js';
import { RefreshSession } from '../../application/auth/refresh-session.js';
import { RefusalTrail } from '../../application/auth/refusal-trail.js';
import { RefuseRefresh } from '../../application/auth/refuse-refresh.js';
import { RegisterUser } from '../../application/auth/register-user.js';
import { SignIn } from '../../application/auth/sign-in.js';
import { ViewProfile } from '../../application/auth/view-profile.js';
import { AccessTokens } from '../../application/ports/access-tokens.js';
import { AuditLog } from '../../application/ports/audit-log.js';
import { Clock } from '../../application/ports/clock.js';
import { DeviceClassifier } from '../../application/ports/device-classifier.js';
import { EmailDigest } from '../../application/ports/email-digest.js';
import { Lockouts } from '../../application/ports/lockouts.js';
import { PasswordHasher } from '../../application/ports/password-hasher.js';
import { PasswordStrength } from '../../application/ports/password-strength.js';
import { Random } from '../../application/ports/random.js';
import { RefreshTokens } from '../../application/ports/refresh-tokens.js';
import { SessionRepository } from '../../application/ports/session-repository.js';
import { UserRepository } from '../../application/ports/user-repository.js';
import { SessionPolicy } from '../../application/session-policy.js';
import { EndSessions } from '../../application/sessions/end-sessions.js';
import { OpenSession } from '../../application/sessions/open-session.js';
import { provide } from '../provide.js';
import { DeviceCookie } from '../security/device-cookie.js';
import { RefreshCookie } from '../security/refresh-cookie.js';
import { AccountsController } from './accounts.controller.js';
import { TokensController } from './tokens.controller.js';

const shared = [
  provide(AuditTrail, AuditLog, Clock, Random),
  provide(EndSessions, UserRepository, SessionRepository, AuditTrail, Clock),
  provide(OpenSession, SessionRepository, RefreshTokens, SessionPolicy, Clock, Random),
];

const signingIn = [
  provide(ChoosePassword, PasswordStrength, PasswordHasher),
  provide(EndPresentedSessions, RefreshTokens, SessionRepository, Clock),
  provide(SignIn, OpenSession, EndPresentedSessions, UserRepository, AuditTrail, AccessTokens),
  provide(RegisterUser, UserRepository, ChoosePassword, SignIn, Clock, Random),
  provide(LimitGuesses, Lockouts, EmailDigest, AuditTrail, Clock),
  provide(ProvePassword, PasswordHasher, LimitGuesses, AuditTrail),
  provide(LogIn, UserRepository, PasswordHasher, ProvePassword, SignIn, Clock),
  provide(ViewProfile, UserRepository),
];

const refreshing = [
  provide(PrepareRefresh, RefreshTokens, SessionPolicy, Clock, Random),
  provide(GrantRefresh, UserRepository, EndSessions, AuditTrail, AccessTokens),
  provide(JudgeRefresh, SessionRepository, UserRepository, DeviceClassifier, SessionPolicy, Clock),
  provide(RefusalTrail, AuditTrail, SessionPolicy, Clock),
  provide(CascadeReuse, SessionRepository, UserRepository, EndSessions, SessionPolicy),
  provide(RefuseRefresh, RefusalTrail, CascadeReuse, EndSessions),
  provide(RefreshSession, PrepareRefresh, SessionRepository, GrantRefresh, JudgeRefresh, RefuseRefresh),
];

const signingOut = [
  provide(LogOut, EndPresentedSessions, AuditTrail),
  provide(LogOutEverywhere, UserRepository, SessionRepository, EndSessions, Clock),
];

/** Accounts and tokens: registration, login, refresh, logout. */
@Module({
  controllers: [AccountsController, TokensController],
  providers: [RefreshCookie, DeviceCookie, ...shared, ...signingIn, ...refreshing, ...signingOut],
})
export class AuthModule {}
