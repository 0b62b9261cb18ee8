import { Controller, Delete, Get, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { LogOutEverywhere } from '../../application/auth/log-out-everywhere.js';
import { EndSession } from '../../application/sessions/end-session.js';
import { ListOwnSessions } from '../../application/sessions/list-own-sessions.js';
import type { ClientContext } from '../../domain/client-context.js';
import { RevokedSessionsView } from '../auth/auth.views.js';
import { Id } from '../id-param.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { SETS_COOKIE } from '../security/api-sets-cookie.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { UsesCookie } from '../security/origin.guard.js';
import { RefreshCookie } from '../security/refresh-cookie.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { SessionView, SessionViews } from './session.views.js';

class OwnSessionsView {
  @ApiProperty({ type: [SessionView], description: 'The live ones, newest use first' })
  items!: SessionView[];
}

@ApiTags('own sessions')
@ApiBearerAuth()
@Controller('auth/sessions')
@RequirePermission('account:own')
export class OwnSessionsController {
  constructor(
    @Inject(ListOwnSessions) private readonly listOwnSessions: ListOwnSessions,
    @Inject(EndSession) private readonly endSession: EndSession,
    @Inject(LogOutEverywhere) private readonly logOutEverywhere: LogOutEverywhere,
    @Inject(SessionViews) private readonly views: SessionViews,
    @Inject(RefreshCookie) private readonly cookie: RefreshCookie,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where the account is signed in' })
  @ApiResponse({ status: 200, type: OwnSessionsView })
  @ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
  async list(@Caller() { userId, sessionId }: AuthenticatedCaller): Promise<OwnSessionsView> {
    const sessions = await this.listOwnSessions.execute(userId);
    return { items: sessions.map((session) => this.views.of(session, sessionId)) };
  }

  @Delete(':id')
  @HttpCode(204)
  @UsesCookie()
  @ApiOperation({ summary: 'End one of the sessions; the cookie is cleared if it is the calling one' })
  @ApiResponse({ status: 204, headers: SETS_COOKIE })
  @ApiProblems(
    'malformed-request',
    ...TOKEN_PROBLEMS,
    'origin-not-allowed',
    'not-found',
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
  )
  async end(
    @Id('session') id: string,
    @Caller() { userId, sessionId }: AuthenticatedCaller,
    @Client() client: ClientContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.endSession.execute(id, userId, 'own', client);
    if (id === sessionId) this.cookie.clear(reply);
  }

  @Delete()
  @ApiOperation({ summary: 'End all sessions but the calling one' })
  @ApiResponse({ status: 200, type: RevokedSessionsView })
  @ApiProblems(
    'malformed-request',
    ...TOKEN_PROBLEMS,
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
  )
  async endOthers(
    @Caller() caller: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<RevokedSessionsView> {
    return { revokedSessions: await this.logOutEverywhere.execute(caller, 'caller', client) };
  }
}
