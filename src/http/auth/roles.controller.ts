import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { can, type Permission, PERMISSIONS, type Role, ROLES } from '../../domain/role.js';
import { ApiProblems, TOKEN_PROBLEMS } from '../problems/api-problems.decorator.js';
import { RequirePermission } from '../security/require-permission.decorator.js';

class RoleView {
  @ApiProperty({ enum: ROLES })
  name!: Role;

  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  permissions!: Permission[];

  static of(name: Role): RoleView {
    return { name, permissions: PERMISSIONS.filter((permission) => can(name, permission)) };
  }
}

class RolesView {
  @ApiProperty({ type: [RoleView], description: 'Those of modules, too' })
  items!: RoleView[];
}

@ApiTags('accounts')
@Controller('auth/roles')
export class RolesController {
  @Get()
  @RequirePermission('account:own')
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'The roles, and what each may do: so that a front end shows no button that would be refused',
  })
  @ApiResponse({ status: 200, type: RolesView })
  @ApiProblems(...TOKEN_PROBLEMS, 'storage-unavailable')
  list(): RolesView {
    return { items: ROLES.map((role) => RoleView.of(role)) };
  }
}
