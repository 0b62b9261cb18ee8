import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogIn } from '../../application/auth/log-in.js';
import { RegisterUser } from '../../application/auth/register-user.js';
import { ViewProfile } from '../../application/auth/view-profile.js';
import type { ClientContext } from '../../domain/client-context.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { SETS_COOKIE } from '../security/api-sets-cookie.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { DeviceCookie } from '../security/device-cookie.js';
import { UsesCookie } from '../security/origin.guard.js';
import { Public } from '../security/public.decorator.js';
import { RefreshCookie } from '../security/refresh-cookie.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { Throttled } from '../throttling/throttled.decorator.js';
import { CredentialsDto } from './auth.dto.js';
import { AcceptedView, TokenResponse, UserView } from './auth.views.js';

@ApiTags('accounts')
@Controller('auth')
export class AccountsController {
  constructor(
    @Inject(RegisterUser) private readonly registerUser: RegisterUser,
    @Inject(LogIn) private readonly logIn: LogIn,
    @Inject(ViewProfile) private readonly viewProfile: ViewProfile,
    @Inject(RefreshCookie) private readonly cookie: RefreshCookie,
    @Inject(DeviceCookie) private readonly deviceCookie: DeviceCookie,
  ) {}

  @Post('register')
  @Throttled('register')
  @Public()
  @UsesCookie()
  @ApiOperation({ summary: 'Open an account and sign in' })
  @ApiResponse({
    status: 201,
    type: TokenResponse,
    description: 'With the refresh cookie and the device cookie',
    headers: SETS_COOKIE,
  })
  @ApiResponse({
    status: 202,
    type: AcceptedView,
    description: 'With EMAIL_VERIFICATION=required, whether the address was known or not: the next step is in the mail',
  })
  @ApiProblems(
    'validation-failed',
    'malformed-request',
    'origin-not-allowed',
    'email-taken',
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
    'overloaded',
  )
  async register(
    @Body() { email, password }: CredentialsDto,
    @Client() client: ClientContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenResponse | AcceptedView> {
    const exchange = this.cookie.exchange(request, reply);
    const signedIn = await this.registerUser.execute({ email, password, client, ...exchange });
    if (signedIn !== null) {
      this.deviceCookie.set(request, reply, signedIn.user.id);
      return TokenResponse.of(signedIn);
    }
    reply.status(202);
    return AcceptedView.of('If the address can be used, a mail with the next step is on its way to it.');
  }

  @Post('login')
  @Throttled('login')
  @HttpCode(200)
  @Public()
  @UsesCookie()
  @ApiOperation({ summary: 'Sign in with e-mail and password' })
  @ApiResponse({
    status: 200,
    type: TokenResponse,
    description: 'With the refresh cookie and the device cookie',
    headers: SETS_COOKIE,
  })
  @ApiProblems(
    'validation-failed',
    'malformed-request',
    'invalid-credentials',
    'email-not-verified',
    'origin-not-allowed',
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
    'account-locked',
    'overloaded',
  )
  async login(
    @Body() { email, password }: CredentialsDto,
    @Client() client: ClientContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenResponse> {
    const exchange = this.cookie.exchange(request, reply);
    const knownDevices = this.deviceCookie.read(request);
    const signedIn = await this.logIn.execute({ email, password, client, knownDevices, ...exchange });
    this.deviceCookie.set(request, reply, signedIn.user.id);
    return TokenResponse.of(signedIn);
  }

  @Get('me')
  @RequirePermission('account:own')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'The account that the access token speaks for' })
  @ApiResponse({ status: 200, type: UserView })
  @ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
  async me(@Caller() caller: AuthenticatedCaller): Promise<UserView> {
    return UserView.of(await this.viewProfile.execute(caller.userId));
  }
}
