import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ChangePassword } from '../../application/auth/change-password.js';
import type { ClientContext } from '../../domain/client-context.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { Throttled } from '../throttling/throttled.decorator.js';
import { PasswordChangeDto } from './auth.dto.js';

@ApiTags('passwords')
@Controller('auth/password')
export class PasswordController {
  constructor(@Inject(ChangePassword) private readonly changePassword: ChangePassword) {}

  @Post('change')
  @Throttled('login')
  @HttpCode(204)
  @RequirePermission('account:own')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Change the password; every other session of the account ends' })
  @ApiResponse({ status: 204, description: 'The calling session goes on' })
  @ApiProblems(
    'validation-failed',
    'malformed-request',
    'invalid-credentials',
    ...TOKEN_PROBLEMS,
    'payload-too-large',
    'unsupported-media-type',
    'storage-unavailable',
    'account-locked',
    'overloaded',
  )
  async change(
    @Body() { currentPassword, newPassword }: PasswordChangeDto,
    @Caller() caller: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<void> {
    await this.changePassword.execute({ caller, currentPassword, newPassword, client });
  }
}
