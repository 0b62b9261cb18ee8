import { IsIn, IsOptional, IsString } from 'class-validator';
import { check, IsKeyList, Lines } from './setting-checks.js';
import { ThrottleEnvironment } from './throttle-environment.js';

function isSmtpUrl(value: unknown): boolean {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return false;
  // Only of schemes that it knows does URL check the host, and the mail library throws at what is none.
  return URL.canParse(url.href.replace(url.protocol, 'https:'));
}

/** One address, with or without a name before it; nothing that could begin another header. */
function isSender(value: unknown): boolean {
  return (
    typeof value === 'string' && /^(?:[^<>@,;"\p{Cc}]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u.test(value)
  );
}

function isTokenPage(value: unknown): boolean {
  if (typeof value !== 'string' || value.split('{token}').length !== 2) return false;
  const url = URL.parse(value.replace('{token}', 'token'));
  return url !== null && /^https?:$/.test(url.protocol) && /^[\x21-\x7e]+$/.test(value);
}

const TOKEN_PAGE_HINT =
  'must be an http or https URL with {token} in it once, as https://app.example.com/reset#token={token}';

/** The variables of mails, of what is recovered by them, and of what makes stored passwords safer. */
export class RecoveryEnvironment extends ThrottleEnvironment {
  @IsOptional()
  @check('must be smtp://user:password@host:587 or smtps://user:password@host', isSmtpUrl)
  SMTP_URL?: string;

  @IsOptional()
  @check('must be an e-mail address, as Ratchet <no-reply@example.com>', isSender)
  MAIL_FROM?: string;

  @IsOptional()
  @check(TOKEN_PAGE_HINT, isTokenPage)
  RESET_URL?: string;

  @IsOptional()
  @check(TOKEN_PAGE_HINT, isTokenPage)
  VERIFY_URL?: string;

  @IsIn(['off', 'optional', 'required'], { message: 'must be off, optional or required' })
  EMAIL_VERIFICATION: 'off' | 'optional' | 'required' = 'off';

  @IsOptional()
  @IsString()
  PASSWORD_BLOCKLIST_FILE?: string;

  @IsOptional()
  @Lines()
  @IsKeyList()
  PASSWORD_PEPPERS?: string[];
}
