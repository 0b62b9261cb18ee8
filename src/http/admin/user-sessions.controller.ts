import { Controller, Delete, Get, HttpCode, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EndUserSessions } from '../../application/admin/end-user-sessions.js';
import { ListUserSessions } from '../../application/admin/list-user-sessions.js';
import { ViewSession } from '../../application/admin/view-session.js';
import { EndSession } from '../../application/sessions/end-session.js';
import type { ClientContext } from '../../domain/client-context.js';
import { RevokedSessionsView } from '../auth/auth.views.js';
import { Id } from '../id-param.js';
import { PageOf, pageView, type PageView } from '../paging/page-of.js';
import { requestedPage } from '../paging/page-query.dto.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { SessionDetailView, SessionView, SessionViews } from '../sessions/session.views.js';
import { UserSessionsQuery } from './admin.dto.js';

@ApiTags('administration')
@ApiBearerAuth()
@ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
@Controller('admin')
export class UserSessionsController {
  constructor(
    @Inject(ListUserSessions) private readonly listUserSessions: ListUserSessions,
    @Inject(EndUserSessions) private readonly endUserSessions: EndUserSessions,
    @Inject(ViewSession) private readonly viewSession: ViewSession,
    @Inject(EndSession) private readonly endSession: EndSession,
    @Inject(SessionViews) private readonly views: SessionViews,
  ) {}

  @Get('users/:id/sessions')
  @RequirePermission('sessions:read')
  @ApiOperation({ summary: 'Sessions of an account, newest first' })
  @ApiResponse({ status: 200, type: PageOf(SessionView, 'SessionPage') })
  @ApiProblems('validation-failed', 'not-found')
  async list(
    @Id('account') id: string,
    @Query() query: UserSessionsQuery,
    @Caller() { sessionId }: AuthenticatedCaller,
  ): Promise<PageView<SessionView>> {
    const page = await this.listUserSessions.execute(id, query.state, requestedPage(query));
    return pageView(page, (session) => this.views.of(session, sessionId));
  }

  @Delete('users/:id/sessions')
  @RequirePermission('sessions:revoke')
  @ApiOperation({ summary: 'End every session of an account' })
  @ApiResponse({ status: 200, type: RevokedSessionsView })
  @ApiProblems('malformed-request', 'not-found', 'payload-too-large', 'unsupported-media-type')
  async endAll(
    @Id('account') id: string,
    @Caller() { userId }: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<RevokedSessionsView> {
    return { revokedSessions: await this.endUserSessions.execute(id, userId, client) };
  }

  @Get('sessions/:id')
  @RequirePermission('sessions:read')
  @ApiOperation({ summary: 'One session, with its last rotations' })
  @ApiResponse({ status: 200, type: SessionDetailView })
  @ApiProblems('not-found')
  async view(@Id('session') id: string, @Caller() { sessionId }: AuthenticatedCaller): Promise<SessionDetailView> {
    return this.views.detailOf(await this.viewSession.execute(id), sessionId);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @RequirePermission('sessions:revoke')
  @ApiOperation({ summary: 'End one session' })
  @ApiResponse({ status: 204 })
  @ApiProblems('malformed-request', 'not-found', 'payload-too-large', 'unsupported-media-type')
  async end(
    @Id('session') id: string,
    @Caller() { userId }: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<void> {
    await this.endSession.execute(id, userId, 'any', client);
  }
}
