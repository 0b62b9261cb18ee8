import { Module } from '@nestjs/common';
import { ChangeRights } from '../../application/admin/change-rights.js';
import { EndUserSessions } from '../../application/admin/end-user-sessions.js';
import { FindUser } from '../../application/admin/find-user.js';
import { ListUserSessions } from '../../application/admin/list-user-sessions.js';
import { ListUsers } from '../../application/admin/list-users.js';
import { UnlockAccount } from '../../application/admin/unlock-account.js';
import { ViewSession } from '../../application/admin/view-session.js';
import { AuditTrail } from '../../application/audit/audit-trail.js';
import { LimitGuesses } from '../../application/auth/limit-guesses.js';
import { Clock } from '../../application/ports/clock.js';
import { SessionRepository } from '../../application/ports/session-repository.js';
import { UserRepository } from '../../application/ports/user-repository.js';
import { EndSessions } from '../../application/sessions/end-sessions.js';
import { provide } from '../provide.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UserSessionsController } from './user-sessions.controller.js';
import { UsersController } from './users.controller.js';

/** What administrators and support people do: accounts and their sessions. */
@Module({
  imports: [SessionsModule],
  controllers: [UsersController, UserSessionsController],
  providers: [
    provide(FindUser, UserRepository),
    provide(ListUsers, UserRepository),
    provide(ChangeRights, FindUser, UserRepository, EndSessions, AuditTrail, Clock),
    provide(UnlockAccount, FindUser, LimitGuesses, AuditTrail),
    provide(ListUserSessions, FindUser, SessionRepository, EndSessions, Clock),
    provide(EndUserSessions, FindUser, EndSessions),
    provide(ViewSession, SessionRepository, UserRepository, EndSessions),
  ],
})
export class AdminModule {}
