import { Body, Controller, Get, HttpCode, Inject, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ChangeRights } from '../../application/admin/change-rights.js';
import { FindUser } from '../../application/admin/find-user.js';
import { ListUsers } from '../../application/admin/list-users.js';
import { UnlockAccount } from '../../application/admin/unlock-account.js';
import type { ClientContext } from '../../domain/client-context.js';
import { UserView } from '../auth/auth.views.js';
import { Id } from '../id-param.js';
import { PageOf, pageView, type PageView } from '../paging/page-of.js';
import { requestedPage } from '../paging/page-query.dto.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { type AuthenticatedCaller, Caller, Client } from '../security/caller.js';
import { RequirePermission } from '../security/require-permission.decorator.js';
import { RightsDto, userFilterOf, UsersQuery } from './admin.dto.js';

@ApiTags('administration')
@ApiBearerAuth()
@ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
@Controller('admin/users')
export class UsersController {
  constructor(
    @Inject(ListUsers) private readonly listUsers: ListUsers,
    @Inject(FindUser) private readonly findUser: FindUser,
    @Inject(ChangeRights) private readonly changeRights: ChangeRights,
    @Inject(UnlockAccount) private readonly unlockAccount: UnlockAccount,
  ) {}

  @Get()
  @RequirePermission('users:read')
  @ApiOperation({ summary: 'Accounts in the order of their e-mails, by filter' })
  @ApiResponse({ status: 200, type: PageOf(UserView, 'UserPage') })
  @ApiProblems('validation-failed')
  async list(@Query() query: UsersQuery): Promise<PageView<UserView>> {
    const page = await this.listUsers.execute(userFilterOf(query), requestedPage(query));
    return pageView(page, (user) => UserView.of(user));
  }

  @Get(':id')
  @RequirePermission('users:read')
  @ApiOperation({ summary: 'One account' })
  @ApiResponse({ status: 200, type: UserView })
  @ApiProblems('not-found')
  async view(@Id('account') id: string): Promise<UserView> {
    return UserView.of(await this.findUser.execute({ id }));
  }

  @Patch(':id')
  @RequirePermission('users:write')
  @ApiOperation({
    summary: 'Give another role, close the account, open it again',
    description: 'Closing it, or taking permissions from it, ends every session of the account at once.',
  })
  @ApiResponse({ status: 200, type: UserView })
  @ApiProblems(
    'validation-failed',
    'malformed-request',
    'not-found',
    'last-admin',
    'payload-too-large',
    'unsupported-media-type',
  )
  async change(
    @Id('account') id: string,
    @Body() { role, isActive }: RightsDto,
    @Caller() { userId }: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<UserView> {
    const rights = { ...(role !== undefined && { role }), ...(isActive !== undefined && { isActive }) };
    return UserView.of(await this.changeRights.execute({ actorId: userId, userId: id, rights, client }));
  }

  @Post(':id/unlock')
  @HttpCode(204)
  @RequirePermission('users:write')
  @ApiOperation({ summary: 'Forget the failed sign-ins of an account, which may have locked it' })
  @ApiResponse({ status: 204, description: 'Also when it was not locked' })
  @ApiProblems('malformed-request', 'not-found', 'payload-too-large', 'unsupported-media-type')
  async unlock(
    @Id('account') id: string,
    @Caller() { userId }: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<void> {
    await this.unlockAccount.execute({ actorId: userId, userId: id, client });
  }
}
