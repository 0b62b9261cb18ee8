import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { MailVerification } from '../../application/recovery/mail-verification.js';
import { RequestPasswordReset } from '../../application/recovery/request-password-reset.js';
import { ResetPassword } from '../../application/recovery/reset-password.js';
import { VerifyEmail } from '../../application/recovery/verify-email.js';
import { ACTION_TOKEN_LIMIT } from '../../domain/action-token.js';
import type { ClientContext } from '../../domain/client-context.js';
import { AcceptedView } from '../auth/auth.views.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import type { ProblemCode } from '../problems/problem-catalogue.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { Public } from '../security/public.decorator.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { Throttled } from '../throttling/throttled.decorator.js';
import { ActionTokenDto, EmailDto, PasswordResetDto } from './recovery.dto.js';

const BODY_PROBLEMS = [
  'validation-failed',
  'malformed-request',
  'payload-too-large',
  'unsupported-media-type',
] as const satisfies ProblemCode[];

@ApiTags('recovery')
@Throttled('recovery')
@Controller('auth')
export class RecoveryController {
  constructor(
    @Inject(RequestPasswordReset) private readonly requestPasswordReset: RequestPasswordReset,
    @Inject(ResetPassword) private readonly resetPassword: ResetPassword,
    @Inject(VerifyEmail) private readonly verifyEmail: VerifyEmail,
    @Inject(MailVerification) private readonly mailVerification: MailVerification,
  ) {}

  @Post('password/forgot')
  @HttpCode(202)
  @Public()
  @ApiOperation({ summary: 'Ask for the mail that lets one choose a new password' })
  @ApiResponse({ status: 202, type: AcceptedView, description: 'Whether there is such an account or not' })
  @ApiProblems(...BODY_PROBLEMS)
  forgot(@Body() { email }: EmailDto, @Client() client: ClientContext): AcceptedView {
    this.requestPasswordReset.execute(email, client);
    return AcceptedView.of('If there is an account with this address, a mail is on its way to it.');
  }

  @Post('password/reset')
  @HttpCode(204)
  @Public()
  @ApiOperation({ summary: 'Choose a new password with the token of a mail; every session of the account ends' })
  @ApiResponse({ status: 204 })
  @ApiProblems(...BODY_PROBLEMS, 'invalid-action-token', 'storage-unavailable', 'overloaded')
  async reset(@Body() { token, newPassword }: PasswordResetDto, @Client() client: ClientContext): Promise<void> {
    await this.resetPassword.execute({ token, newPassword, client });
  }

  @Post('email/verify')
  @HttpCode(204)
  @Public()
  @ApiOperation({ summary: 'Confirm an e-mail address with the token of a mail' })
  @ApiResponse({ status: 204 })
  @ApiProblems(...BODY_PROBLEMS, 'invalid-action-token', 'storage-unavailable')
  async verify(@Body() { token }: ActionTokenDto, @Client() client: ClientContext): Promise<void> {
    await this.verifyEmail.execute(token, client);
  }

  @Post('email/resend')
  @HttpCode(202)
  @RequirePermission('account:own')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Ask for another mail that confirms the e-mail address' })
  @ApiResponse({ status: 202, type: AcceptedView, description: 'There is no mail if the address is confirmed already' })
  @ApiProblems('malformed-request', ...TOKEN_PROBLEMS, 'payload-too-large', 'unsupported-media-type')
  resend(@Caller() { userId }: AuthenticatedCaller, @Client() client: ClientContext): AcceptedView {
    this.mailVerification.execute(userId, ACTION_TOKEN_LIMIT['email-verification'], client);
    return AcceptedView.of('If the address is not confirmed yet, a mail is on its way to it.');
  }
}
