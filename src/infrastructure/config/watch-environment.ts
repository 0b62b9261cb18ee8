import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { isKeyMaterial } from './key-material.js';
import { Bool, check, Int, IsDuration, KEY_HINT } from './setting-checks.js';

const fromTo = (min: number, max: number) => ({ message: `must be a whole number from ${min} to ${max}` });

function isWebhookUrl(value: unknown): boolean {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** The variables of what looks suspicious, and of who is told. */
export class WatchEnvironment {
  @Int()
  @IsInt(fromTo(2, 1000))
  @Min(2)
  @Max(1000)
  STUFFING_ACCOUNTS = 20;

  @Int()
  @IsInt(fromTo(2, 1000))
  @Min(2)
  @Max(1000)
  GUESSING_NETWORKS = 10;

  @IsDuration('1m', '1d')
  SUSPICION_WINDOW = '15m';

  @IsDuration('1m', '7d')
  SUSPICION_QUIET = '1h';

  @Int()
  @IsInt(fromTo(1, 200))
  @Min(1)
  @Max(200)
  SUSPICION_MEMORY = 50;

  @Bool()
  @IsIn([true, false], { message: 'must be true or false' })
  SECURITY_MAILS = true;

  @IsOptional()
  @check('must be an http or https URL without a user name, as https://hooks.example.com/ratchet', isWebhookUrl)
  WEBHOOK_URL?: string;

  @IsOptional()
  @check(KEY_HINT, isKeyMaterial)
  WEBHOOK_SECRET?: string;
}
