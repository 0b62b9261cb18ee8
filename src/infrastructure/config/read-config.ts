import { join, resolve } from 'node:path';
import { getDomain } from 'tldts';
import { AuditRetention } from '../../application/audit/audit-retention.js';
import { SessionPolicy } from '../../application/session-policy.js';
import { VerificationPolicy } from '../../application/verification-policy.js';
import { type AccessTokenKey, ecKeyFromPem, secretKeyFrom } from '../crypto/signing-keys.js';
import type { AppConfig, Rate } from './app-config.js';
import { parseDuration } from './duration.js';
import { type Environment, validateEnvironment } from './environment.js';
import { type DevelopmentKey, developmentSecret, developmentSigningKey } from './key-files.js';
import { isKeyMaterial } from './key-material.js';
import { insecurePublicUrl, missingPublicUrl, publicUrlOf } from './public-url.js';
import { mailMistakes, mailSettingsOf } from './read-mail.js';
import { noticeSettingsOf, suspicionPolicyOf, watchMistakes } from './read-watch.js';
import { readSigningKeys } from './signing-key-files.js';

/** The configuration can't be used; the message lists every mistake by the variable's name. */
export class ConfigurationError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length} mistake(s):\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
    );
  }
}

/** Reads the settings. Outside production it makes the keys that are missing, under `DATA_DIR/keys`. @throws ConfigurationError */
export function readConfig(variables: NodeJS.ProcessEnv): AppConfig {
  const { environment: env, mistakes } = validateEnvironment(variables);
  const publicUrl = publicUrlOf(env);
  const signing = readSigningKeys(env.JWT_SIGNING_KEYS ?? []);
  mistakes.push(...(mistakes.length > 0 ? [] : [...signing.mistakes, ...contradictions(env, publicUrl)]));
  mistakes.push(...missingInProduction(env));
  if (mistakes.length > 0 || publicUrl === null) throw new ConfigurationError(mistakes);
  const madeKeys: string[] = [];
  return Object.freeze<AppConfig>({
    http: {
      host: env.HOST,
      port: env.PORT,
      publicUrl,
      allowedOrigins: env.ALLOWED_ORIGINS,
      trustProxy: trustProxyOf(env.TRUST_PROXY),
    },
    cookies: { secure: isSecure(env), sameSite: env.COOKIE_SAMESITE, hostPrefix: env.COOKIE_HOST_PREFIX },
    store:
      env.MONGO_URI === undefined
        ? { kind: 'sqlite', folder: dataDirOf(env) }
        : { kind: 'mongodb', uri: env.MONGO_URI },
    keys: {
      app: secretsOf(env, 'APP_KEYS', 'app.key', madeKeys),
      audit: secretsOf(env, 'AUDIT_KEYS', 'audit.key', madeKeys),
      accessToken: accessTokenKeysOf(env, signing.keys, madeKeys),
    },
    accessTokens: {
      issuer: env.JWT_ISSUER ?? publicUrl,
      audience: env.JWT_AUDIENCE,
      lifetimeSeconds: parseDuration(env.ACCESS_TOKEN_TTL) / 1000,
    },
    sessions: new SessionPolicy({
      refreshTokenTtlMs: parseDuration(env.REFRESH_TOKEN_TTL),
      sessionMaxAgeMs: parseDuration(env.SESSION_MAX_AGE),
      maxSessionsPerUser: env.MAX_SESSIONS_PER_USER,
      refreshLeewayMs: parseDuration(env.REFRESH_LEEWAY),
      reuseScope: env.REUSE_SCOPE,
    }),
    auditRetention: new AuditRetention({
      routine: parseDuration(env.AUDIT_RETENTION_ROUTINE),
      security: parseDuration(env.AUDIT_RETENTION_SECURITY),
      admin: parseDuration(env.AUDIT_RETENTION_ADMIN),
    }),
    argon2: { memoryCost: env.ARGON2_MEMORY, timeCost: env.ARGON2_TIME, parallelism: env.ARGON2_PARALLELISM },
    passwords: { peppers: env.PASSWORD_PEPPERS ?? [], blocklistFile: env.PASSWORD_BLOCKLIST_FILE ?? null },
    mail: mailSettingsOf(env, publicUrl, dataDirOf(env)),
    verification: new VerificationPolicy(env.EMAIL_VERIFICATION),
    suspicion: suspicionPolicyOf(env),
    notices: noticeSettingsOf(env),
    throttling: {
      isOn: env.RATE_LIMIT === 'on',
      rates: {
        login: rateOf(env.RATE_LIMIT_LOGIN),
        register: rateOf(env.RATE_LIMIT_REGISTER),
        refresh: rateOf(env.RATE_LIMIT_REFRESH),
        recovery: rateOf(env.RATE_LIMIT_RECOVERY),
        default: rateOf(env.RATE_LIMIT_DEFAULT),
      },
    },
    logLevel: env.LOG_LEVEL,
    madeKeys,
  });
}

function isSecure(env: Environment): boolean {
  return env.NODE_ENV === 'production' || env.COOKIE_SECURE === true;
}

function dataDirOf(env: Environment): string {
  return resolve(env.DATA_DIR ?? 'data');
}

function trustProxyOf(setting: string | undefined): number | string[] | false {
  if (setting === undefined) return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting.split(',').map((network) => network.trim());
}

/** `20/1m`: the number of requests, and the window. */
function rateOf(setting: string): Rate {
  const [limit = '', window = ''] = setting.split('/');
  return { limit: Number(limit), windowMs: parseDuration(window) };
}

function contradictions(env: Environment, publicUrl: string | null): string[] {
  const mistakes = publicUrl === null ? [] : [...insecurePublicUrl(env, publicUrl), ...foreignOrigins(env, publicUrl)];
  if (publicUrl === null && env.NODE_ENV !== 'production') mistakes.push(missingPublicUrl(env));
  mistakes.push(...mailMistakes(env), ...watchMistakes(env));
  if (env.NODE_ENV === 'production' && env.COOKIE_SECURE === false) {
    mistakes.push("COOKIE_SECURE can't be false in production");
  }
  if (env.COOKIE_SAMESITE === 'none' && !isSecure(env)) mistakes.push('COOKIE_SAMESITE none needs COOKIE_SECURE=true');
  if (env.COOKIE_HOST_PREFIX && !isSecure(env)) mistakes.push('COOKIE_HOST_PREFIX needs COOKIE_SECURE=true');
  if (env.AUDIT_KEYS?.some((key) => env.APP_KEYS?.includes(key))) {
    mistakes.push('AUDIT_KEYS must not share a key with APP_KEYS');
  }
  if ([...(env.APP_KEYS ?? []), ...(env.AUDIT_KEYS ?? [])].some((key) => key === env.JWT_SECRET)) {
    mistakes.push('JWT_SECRET must not be one of APP_KEYS or AUDIT_KEYS');
  }
  const otherKeys = [...(env.APP_KEYS ?? []), ...(env.AUDIT_KEYS ?? []), env.JWT_SECRET];
  if (env.PASSWORD_PEPPERS?.some((key) => otherKeys.includes(key))) {
    mistakes.push('PASSWORD_PEPPERS must not share a key with APP_KEYS, AUDIT_KEYS or JWT_SECRET');
  }
  if (parseDuration(env.REFRESH_TOKEN_TTL) > parseDuration(env.SESSION_MAX_AGE)) {
    mistakes.push("REFRESH_TOKEN_TTL can't be longer than SESSION_MAX_AGE");
  }
  return mistakes;
}

function foreignOrigins({ COOKIE_SAMESITE, ALLOWED_ORIGINS }: Environment, publicUrl: string): string[] {
  const foreign = ALLOWED_ORIGINS.filter((origin) => !isSameSite(origin, publicUrl));
  if (COOKIE_SAMESITE === 'none' || foreign.length === 0) return [];
  return [
    `ALLOWED_ORIGINS ${foreign.join(', ')}: not the same site as PUBLIC_URL (${publicUrl}), so browsers would not send the cookie; COOKIE_SAMESITE=none allows it`,
  ];
}

function missingInProduction(env: Environment): string[] {
  if (env.NODE_ENV !== 'production') return [];
  const mistakes: string[] = [];
  if (env.PUBLIC_URL === undefined) mistakes.push(missingPublicUrl(env));
  if (env.APP_KEYS === undefined) {
    mistakes.push('APP_KEYS is missing: random keys of 32 characters or more, newest first (openssl rand -base64 32)');
  }
  if (env.AUDIT_KEYS === undefined) {
    mistakes.push('AUDIT_KEYS is missing: as APP_KEYS, but others, and kept for as long as the audit trail');
  }
  if (env.JWT_SIGNING_KEYS === undefined && env.JWT_SECRET === undefined) {
    mistakes.push(
      'JWT_SIGNING_KEYS is missing: paths of P-256 PEM files (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256), or JWT_SECRET for HS256',
    );
  }
  if (env.MONGO_URI === undefined && env.DATA_DIR === undefined) {
    mistakes.push('MONGO_URI is missing: mongodb://…; or DATA_DIR, the folder to keep an embedded SQLite database in');
  }
  return mistakes;
}

/** Schemeful same-site (RFC 6265bis §5.2): the same scheme and registrable domain. */
function isSameSite(origin: string, other: string): boolean {
  const [a, b] = [new URL(origin), new URL(other)];
  const site = ({ hostname }: URL) => getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
  return a.protocol === b.protocol && site(a) === site(b);
}

function secretsOf(
  env: Environment,
  name: 'APP_KEYS' | 'AUDIT_KEYS',
  file: string,
  madeKeys: string[],
): readonly [string, ...string[]] {
  const [first, ...older] = env[name] ?? [];
  if (first !== undefined) return [first, ...older];
  const made = developmentSecret(join(dataDirOf(env), 'keys'), file);
  if (made.isNew) madeKeys.push(made.path);
  const key = made.text.trim();
  if (!isKeyMaterial(key)) throw unusable(made);
  return [key];
}

function accessTokenKeysOf(
  env: Environment,
  given: readonly AccessTokenKey[],
  madeKeys: string[],
): AppConfig['keys']['accessToken'] {
  if (given.length > 0) return { algorithm: 'ES256', keys: given };
  if (env.JWT_SECRET !== undefined) return { algorithm: 'HS256', keys: [secretKeyFrom(env.JWT_SECRET)] };
  const made = developmentSigningKey(join(dataDirOf(env), 'keys'), 'jwt-es256.pem');
  if (made.isNew) madeKeys.push(made.path);
  try {
    return { algorithm: 'ES256', keys: [ecKeyFromPem(made.text)] };
  } catch {
    throw unusable(made);
  }
}

function unusable({ path }: DevelopmentKey): ConfigurationError {
  return new ConfigurationError([`${path} holds no key: delete it, and the next start makes another`]);
}
