import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, MaxLength, MinLength } from 'class-validator';
import { normalizeEmail, EMAIL_MAX_LENGTH } from '../../domain/email.js';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../../domain/password-policy.js';
import { check } from '../check.js';

/** Far above any password's length (128 code points, four bytes each): it only bounds the work. */
const PASSWORD_MAX_INPUT = 1024;

/** Unicode text: no lone surrogates, which no two programs encode alike, and no NUL, at which some of them stop. */
export function IsText(): PropertyDecorator {
  const isText = (value: unknown) => typeof value === 'string' && value.isWellFormed() && !value.includes('\0');
  return applyDecorators(
    ApiProperty({ pattern: '^[^\\u0000]*$' }),
    check('must be a text, in well-formed Unicode and without NUL', isText),
  );
}

/** A text that is worth being hashed or held to the policy. */
export function IsPassword(): PropertyDecorator {
  return applyDecorators(
    IsText(),
    MaxLength(PASSWORD_MAX_INPUT, { message: `must have at most ${PASSWORD_MAX_LENGTH} characters` }),
    MinLength(1, { message: 'must not be empty' }),
  );
}

/** What registration and login take (of a field's mistakes the lowest decorator's is told); only registration holds the password to the policy. */
export class CredentialsDto {
  @ApiProperty({ example: 'ada@example.com', format: 'email', maxLength: EMAIL_MAX_LENGTH })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normalizeEmail(value) : value))
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(EMAIL_MAX_LENGTH, { message: `must have at most ${EMAIL_MAX_LENGTH} characters` })
  @IsText()
  email!: string;

  @ApiProperty({ example: 'seven purple llamas', minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH })
  @IsPassword()
  password!: string;
}

/** The present password proves who asks; the policy is for the new one. */
export class PasswordChangeDto {
  @ApiProperty({ example: 'seven purple llamas', minLength: 1, maxLength: PASSWORD_MAX_LENGTH })
  @IsPassword()
  currentPassword!: string;

  @ApiProperty({ example: 'eleven green walruses', minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH })
  @IsPassword()
  newPassword!: string;
}
