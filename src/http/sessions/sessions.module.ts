import { Module } from '@nestjs/common';
import { AuditTrail } from '../../application/audit/audit-trail.js';
import { ConfirmCaller } from '../../application/auth/confirm-caller.js';
import { LogOutEverywhere } from '../../application/auth/log-out-everywhere.js';
import { Clock } from '../../application/ports/clock.js';
import { SessionRepository } from '../../application/ports/session-repository.js';
import { UserRepository } from '../../application/ports/user-repository.js';
import { EndSession } from '../../application/sessions/end-session.js';
import { EndSessions } from '../../application/sessions/end-sessions.js';
import { ListOwnSessions } from '../../application/sessions/list-own-sessions.js';
import { provide } from '../provide.js';
import { RefreshCookie } from '../security/refresh-cookie.js';
import { OwnSessionsController } from './own-sessions.controller.js';
import { SessionViews } from './session.views.js';

/** The caller's own sessions, and how sessions are shown and ended one by one. */
@Module({
  controllers: [OwnSessionsController],
  providers: [
    RefreshCookie,
    SessionViews,
    provide(ListOwnSessions, UserRepository, SessionRepository, Clock),
    provide(EndSession, SessionRepository, EndSessions, AuditTrail),
    provide(LogOutEverywhere, ConfirmCaller, EndSessions),
  ],
  exports: [SessionViews, EndSession],
})
export class SessionsModule {}
