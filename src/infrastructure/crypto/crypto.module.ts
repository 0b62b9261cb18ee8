import { availableParallelism } from 'node:os';
import { Global, Logger, Module } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AccessTokenKeys, AccessTokens } from '../../application/ports/access-tokens.js';
import { AuditSeal } from '../../application/ports/audit-seal.js';
import { ActionTokens } from '../../application/ports/action-tokens.js';
import { Clock } from '../../application/ports/clock.js';
import { DeviceClassifier } from '../../application/ports/device-classifier.js';
import { DeviceTokens } from '../../application/ports/device-tokens.js';
import { EmailDigest } from '../../application/ports/email-digest.js';
import { Metrics } from '../../application/ports/metrics.js';
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
import { GatedPasswordHasher } from './gated-password-hasher.js';
import { HashingGate } from './hashing-gate.js';
import { HmacAuditSeal } from './hmac-audit-seal.js';
import { EmptyPasswordBlocklist } from './empty-password-blocklist.js';
import { HibpPasswordBlocklist } from './hibp-password-blocklist.js';
import { HmacDeviceTokens } from './hmac-device-tokens.js';
import { HmacEmailDigest } from './hmac-email-digest.js';
import { HmacRefreshTokens } from './hmac-refresh-tokens.js';
import { JwtAccessTokenKeys } from './jwt-access-token-keys.js';
import { JwtAccessTokens } from './jwt-access-tokens.js';
import { Peppers } from './peppers.js';
import { RandomActionTokens } from './random-action-tokens.js';
import { SystemClock } from './system-clock.js';
import { SystemRandom } from './system-random.js';
import { ZxcvbnPasswordStrength } from './zxcvbn-password-strength.js';

/** A job has as many threads as lanes. One more than the processors take: else one idles until the event loop brings the next. */
function jobsOf(lanes: number): number {
  return Math.floor(availableParallelism() / lanes) + 1;
}

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
    provide: HashingGate,
    inject: [APP_CONFIG, Clock, { token: Metrics, optional: true }],
    useFactory: ({ argon2: { parallelism } }: AppConfig, clock: Clock, metrics?: Metrics) =>
      measured(new HashingGate(jobsOf(parallelism), clock), metrics),
  },
  {
    provide: PasswordHasher,
    inject: [APP_CONFIG, HashingGate],
    useFactory: async ({ argon2, passwords }: AppConfig, gate: HashingGate) => {
      const hasher = new Argon2PasswordHasher(argon2, new Peppers(passwords.peppers, new Logger('passwords')));
      await gate.run(() => hasher.warmUp());
      return new GatedPasswordHasher(hasher, gate);
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
  {
    provide: DeviceTokens,
    inject: [APP_CONFIG],
    useFactory: ({ keys }: AppConfig) => new HmacDeviceTokens(keys.app),
  },
  {
    provide: EmailDigest,
    inject: [APP_CONFIG],
    useFactory: ({ keys }: AppConfig) => new HmacEmailDigest(keys.app),
  },
  { provide: ActionTokens, useClass: RandomActionTokens },
  {
    provide: PasswordBlocklist,
    inject: [APP_CONFIG],
    useFactory: ({ passwords }: AppConfig) => blocklistAt(passwords.blocklistFile),
  },
];

/** The command line has no metrics. */
function measured(gate: HashingGate, metrics: Metrics | undefined): HashingGate {
  metrics?.gauge('ratchet_hash_queue_jobs', 'Password hashes that wait for their turn.', () => gate.waiting);
  metrics?.counter('ratchet_hashes_total', 'Password hashes that ran.', () => gate.totals.jobs);
  metrics?.counter(
    'ratchet_hashes_shed_total',
    'Requests refused because too many hashes waited.',
    () => gate.totals.shed,
  );
  metrics?.counter(
    'ratchet_hash_wait_seconds_total',
    'Time that password hashes waited for their turn, all together.',
    () => gate.totals.waitedSeconds,
  );
  return gate;
}

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
