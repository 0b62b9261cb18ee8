import { Global, Logger, Module } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AccessTokenKeys, AccessTokens } from '../../application/ports/access-tokens.js';
import { AuditSeal } from '../../application/ports/audit-seal.js';
import { ActionTokens } from '../../application/ports/action-tokens.js';
import { Clock } from '../../application/ports/clock.js';
import { DeviceClassifier } from '../../application/ports/device-classifier.js';
import { PasswordBlocklist } from '../../application/ports/password-blocklist.js';
import { PasswordHasher } from '../../application/ports/password-hasher.js';
import { PasswordStrength } from '../../application/ports/password-strength.js';
import { Random } from '../../application/ports/random.js';
import { RefreshTokens } from '../../application/ports/refresh-tokens.js';
import type { AppConfig } from '../config/app-config.js';
import { ConfigurationError } from '../config/read-config.js';
import { APP_CONFIG } from '../config/settings.module.js';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';
import { BowserDeviceClassifier } from './bowser-device-classifier.js';
import { HmacAuditSeal } from './hmac-audit-seal.js';
import { EmptyPasswordBlocklist } from './empty-password-blocklist.js';
import { HibpPasswordBlocklist } from './hibp-password-blocklist.js';
import { HmacRefreshTokens } from './hmac-refresh-tokens.js';
import { JwtAccessTokenKeys } from './jwt-access-token-keys.js';
import { JwtAccessTokens } from './jwt-access-tokens.js';
import { Peppers } from './peppers.js';
import { RandomActionTokens } from './random-action-tokens.js';
import { SystemClock } from './system-clock.js';
import { SystemRandom } from './system-random.js';
import { ZxcvbnPasswordStrength } from './zxcvbn-password-strength.js';

const ports = [
  { provide: Clock, useClass: SystemClock },
  { provide: Random, useClass: SystemRandom },
  { provide: DeviceClassifier, useClass: BowserDeviceClassifier },
  { provide: PasswordStrength, useClass: ZxcvbnPasswordStrength },
  {
    provide: RefreshTokens,
    inject: [APP_CONFIG],
    useFactory: ({ keys }: AppConfig) => new HmacRefreshTokens(keys.app),
  },
  {
    provide: AuditSeal,
    inject: [APP_CONFIG],
    useFactory: ({ keys }: AppConfig) => new HmacAuditSeal(keys.audit),
  },
  {
    provide: PasswordHasher,
    inject: [APP_CONFIG],
    useFactory: async ({ argon2, passwords }: AppConfig) => {
      const hasher = new Argon2PasswordHasher(argon2, new Peppers(passwords.peppers, new Logger('passwords')));
      await hasher.warmUp();
      return hasher;
    },
  },
  {
    provide: AccessTokenKeys,
    inject: [APP_CONFIG],
    useFactory: ({ keys: { accessToken }, accessTokens }: AppConfig) =>
      new JwtAccessTokenKeys(accessToken.algorithm, accessTokens.issuer, accessTokens.audience, accessToken.keys),
  },
  {
    provide: AccessTokens,
    inject: [JwtService, AccessTokenKeys, APP_CONFIG],
    useFactory: (jwt: JwtService, keys: JwtAccessTokenKeys, { accessTokens }: AppConfig) =>
      new JwtAccessTokens(jwt, keys, accessTokens.lifetimeSeconds),
  },
  { provide: ActionTokens, useClass: RandomActionTokens },
  {
    provide: PasswordBlocklist,
    inject: [APP_CONFIG],
    useFactory: ({ passwords }: AppConfig) => blocklistAt(passwords.blocklistFile),
  },
];

async function blocklistAt(path: string | null): Promise<PasswordBlocklist> {
  if (path === null) return new EmptyPasswordBlocklist();
  try {
    return await HibpPasswordBlocklist.open(path);
  } catch (fault) {
    throw new ConfigurationError([`PASSWORD_BLOCKLIST_FILE ${path}: ${(fault as Error).message}`]);
  }
}

/** Keys, tokens, passwords, the clock: the adapters that need no store. */
@Global()
@Module({
  imports: [JwtModule.register({})],
  providers: ports,
  exports: ports.map(({ provide }) => provide),
})
export class CryptoModule {}
