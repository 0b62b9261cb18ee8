import { ApiProperty, PickType } from '@nestjs/swagger';
import { MaxLength } from 'class-validator';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../../domain/password-policy.js';
import { CredentialsDto, IsPassword, IsText } from '../auth/auth.dto.js';

/** Longer than any token: it only bounds the work. */
const TOKEN_MAX_INPUT = 256;

export class EmailDto extends PickType(CredentialsDto, ['email']) {}

/** What isn't spelled as a token is still a text, and is refused as a token that is not valid. */
export class ActionTokenDto {
  @ApiProperty({
    example: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
    description: 'As it stands in the mail',
    maxLength: TOKEN_MAX_INPUT,
  })
  @MaxLength(TOKEN_MAX_INPUT, { message: `must have at most ${TOKEN_MAX_INPUT} characters` })
  @IsText()
  token!: string;
}

export class PasswordResetDto extends ActionTokenDto {
  @ApiProperty({ example: 'eleven green walruses', minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH })
  @IsPassword()
  newPassword!: string;
}
