import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, MaxLength, ValidateIf } from 'class-validator';
import type { UserFilter } from '../../application/ports/user-repository.js';
import { EMAIL_MAX_LENGTH, normalizeEmail } from '../../domain/email.js';
import { type Role, ROLES } from '../../domain/role.js';
import { IsText } from '../auth/auth.dto.js';
import { isId } from '../id-param.js';
import { IsCursor } from '../paging/cursor.js';
import { PageQuery } from '../paging/page-query.dto.js';

const roleHint = () => `must be one of ${ROLES.join(', ')}`;

/** Absent is fine, null is not: `@IsOptional()` would let both pass. */
const IfGiven = () => ValidateIf((_, value: unknown) => value !== undefined);

export class UsersQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Beginning of the e-mail', maxLength: EMAIL_MAX_LENGTH })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normalizeEmail(value) : value))
  @MaxLength(EMAIL_MAX_LENGTH, { message: `must have at most ${EMAIL_MAX_LENGTH} characters` })
  @IsText()
  email?: string;

  @ApiPropertyOptional({ enum: ROLES })
  @IsOptional()
  @IsIn(ROLES, { message: roleHint })
  role?: Role;

  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'must be true or false' })
  isActive?: boolean;
}

export function userFilterOf({ email, role, isActive }: UsersQuery): UserFilter {
  return { emailPrefix: email, role, isActive };
}

export class UserSessionsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['live', 'all'], default: 'live' })
  @IsIn(['live', 'all'], { message: 'must be live or all' })
  state: 'live' | 'all' = 'live';

  @IsOptional()
  @IsCursor(isId)
  override cursor: string | undefined = undefined;
}

export class RightsDto {
  @ApiPropertyOptional({ enum: ROLES })
  @IfGiven()
  @IsIn(ROLES, { message: roleHint })
  role?: Role;

  @ApiPropertyOptional({ type: Boolean })
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  isActive?: boolean;
}
