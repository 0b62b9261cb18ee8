import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogOutEverywhere } from '../../application/auth/log-out-everywhere.js';
import { LogOut } from '../../application/auth/log-out.js';
import { RefreshSession } from '../../application/auth/refresh-session.js';
import type { ClientContext } from '../../domain/client-context.js';
import { DomainError, type ErrorCode } from '../../domain/errors.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { SETS_COOKIE } from '../security/api-sets-cookie.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { UsesCookie } from '../security/origin.guard.js';
import { Public } from '../security/public.decorator.js';
import { RefreshCookie } from '../security/refresh-cookie.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { Throttled } from '../throttling/throttled.decorator.js';
import { RevokedSessionsView, TokenResponse } from './auth.views.js';
import { IdempotencyKey } from './idempotency-key.js';

/** Only these say that the session is over; any other refusal leaves the cookie to whoever won. */
const CLEARING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'refresh-token-expired',
  'refresh-token-revoked',
  'refresh-token-reused',
]);

@ApiTags('tokens')
@Controller('auth')
@UsesCookie()
export class TokensController {
  constructor(
    @Inject(RefreshSession) private readonly refreshSession: RefreshSession,
    @Inject(LogOut) private readonly logOut: LogOut,
    @Inject(LogOutEverywhere) private readonly logOutEverywhere: LogOutEverywhere,
    @Inject(RefreshCookie) private readonly cookie: RefreshCookie,
  ) {}

  @Post('refresh')
  @Throttled('refresh')
  @HttpCode(200)
  @Public()
  @ApiCookieAuth('refresh')
  @ApiOperation({
    summary: 'Exchange the refresh token for its successor and a new access token',
    description:
      '`refresh-token-expired`, `-revoked` and `-reused` clear the cookie. A 503 can carry the successor in its cookie: ' +
      'whatever the answer, go on with what the cookie jar holds.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Random for each refresh: the same refresh with the same key within 60 s gets the same successor again',
    schema: { type: 'string', minLength: 16, maxLength: 128, pattern: '^[!-~][ -~]*[!-~]$' },
  })
  @ApiResponse({
    status: 200,
    type: TokenResponse,
    description: 'With the successor as the refresh cookie',
    headers: SETS_COOKIE,
  })
  @ApiProblems(
    'validation-failed',
    'idempotency-key-reused',
    'malformed-request',
    'refresh-token-missing',
    'refresh-token-invalid',
    'refresh-token-expired',
    'refresh-token-revoked',
    'refresh-token-reused',
    'origin-not-allowed',
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
    'refresh-outcome-unknown',
  )
  async refresh(
    @IdempotencyKey() idempotencyKey: string | null,
    @Client() client: ClientContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenResponse> {
    try {
      const exchange = this.cookie.exchange(request, reply);
      return TokenResponse.of(await this.refreshSession.execute({ idempotencyKey, client, ...exchange }));
    } catch (fault) {
      if (fault instanceof DomainError && CLEARING.has(fault.code)) this.cookie.clear(reply);
      throw fault;
    }
  }

  @Post('logout')
  @HttpCode(204)
  @Public()
  @ApiCookieAuth('refresh')
  @ApiSecurity({})
  @ApiOperation({ summary: 'End the session of the refresh cookie; fine without one, too' })
  @ApiResponse({ status: 204, description: 'The cookie is cleared', headers: SETS_COOKIE })
  @ApiProblems(
    'malformed-request',
    'origin-not-allowed',
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
  )
  async logout(
    @Client() client: ClientContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.logOut.execute(this.cookie.read(request), client);
    this.cookie.clear(reply);
  }

  @Post('logout-all')
  @HttpCode(200)
  @RequirePermission('account:own')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'End every session of the account, this one included' })
  @ApiResponse({ status: 200, type: RevokedSessionsView, description: 'The cookie is cleared', headers: SETS_COOKIE })
  @ApiProblems(
    'malformed-request',
    ...TOKEN_PROBLEMS,
    'origin-not-allowed',
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
  )
  async logoutAll(
    @Caller() caller: AuthenticatedCaller,
    @Client() client: ClientContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RevokedSessionsView> {
    const revokedSessions = await this.logOutEverywhere.execute(caller, 'none', client);
    this.cookie.clear(reply);
    return { revokedSessions };
  }
}
