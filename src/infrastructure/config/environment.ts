import { isIP } from 'node:net';
import { plainToInstance } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  type ValidationError,
  validateSync,
} from 'class-validator';
import { isKeyMaterial } from './key-material.js';
import { RecoveryEnvironment } from './recovery-environment.js';
import { Bool, check, Int, IsDuration, IsKeyList, KEY_HINT, Lines } from './setting-checks.js';

function IsOriginList(): PropertyDecorator {
  return check('every origin must look like https://app.example.com', (value) => {
    return (
      Array.isArray(value) &&
      value.every((origin) => isHttpOrigin(origin) && URL.parse(String(origin))?.origin === origin)
    );
  });
}

function isHttpOrigin(value: unknown): boolean {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
}

function isHost(value: unknown): boolean {
  return typeof value === 'string' && (isIP(value) !== 0 || /^[\w.-]+$/.test(value));
}

/** Says what is wrong where a whole PEM text was pasted; no file has such a name. */
function isPathList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((path) => !String(path).includes('-----'));
}

function isTrustProxy(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (/^\d+$/.test(value)) return Number(value) <= 32;
  return value.split(',').every((network) => isNetwork(network.trim()));
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  // A prefix of 0 would believe everybody; Fastify refuses it, too.
  const isPrefix = prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && rest.length === 0;
}

/** The environment variables as they are typed; `.env.example` and docs/configuration.md say what each does. */
export class Environment extends RecoveryEnvironment {
  @IsIn(['development', 'test', 'production'], { message: 'must be development, test or production' })
  NODE_ENV: 'development' | 'test' | 'production' = 'development';

  @check('must be an address or a host name, as 0.0.0.0', isHost)
  HOST = '127.0.0.1';

  @Int()
  @IsInt({ message: 'must be a port number, as 3000' })
  @Min(0)
  @Max(65535)
  PORT = 3000;

  @IsOptional()
  @check('must be an origin without a path, as https://auth.example.com', isHttpOrigin)
  PUBLIC_URL?: string;

  @IsOptional()
  @IsString()
  DATA_DIR?: string;

  @IsOptional()
  @Matches(/^mongodb(\+srv)?:\/\/.+/, {
    message: 'must be a MongoDB URI, as mongodb://host:27017/ratchet?replicaSet=rs0',
  })
  MONGO_URI?: string;

  @IsOptional()
  @Lines()
  @IsKeyList()
  APP_KEYS?: string[];

  @IsOptional()
  @Lines()
  @IsKeyList()
  AUDIT_KEYS?: string[];

  @IsOptional()
  @Lines()
  @check('must be paths of PEM files, not the keys themselves, separated by commas', isPathList)
  JWT_SIGNING_KEYS?: string[];

  @IsOptional()
  @check(KEY_HINT, isKeyMaterial)
  JWT_SECRET?: string;

  @IsOptional()
  @IsString()
  JWT_ISSUER?: string;

  @IsString()
  JWT_AUDIENCE = 'ratchet';

  @IsDuration('10s', '1h')
  ACCESS_TOKEN_TTL = '10m';

  @IsDuration('1m', '400d')
  REFRESH_TOKEN_TTL = '30d';

  @IsDuration('1m', '400d')
  SESSION_MAX_AGE = '90d';

  @Int()
  @IsInt({ message: 'must be a whole number from 1 to 1000' })
  @Min(1)
  @Max(1000)
  MAX_SESSIONS_PER_USER = 20;

  @IsDuration('0s', '10s')
  REFRESH_LEEWAY = '0s';

  @IsIn(['user', 'session'], { message: 'must be user or session' })
  REUSE_SCOPE: 'user' | 'session' = 'user';

  @IsOptional()
  @Bool()
  @IsIn([true, false], { message: 'must be true or false' })
  COOKIE_SECURE?: boolean;

  @IsIn(['strict', 'lax', 'none'], { message: 'must be strict, lax or none' })
  COOKIE_SAMESITE: 'strict' | 'lax' | 'none' = 'strict';

  @Bool()
  @IsIn([true, false], { message: 'must be true or false' })
  COOKIE_HOST_PREFIX = false;

  @Lines()
  @IsOriginList()
  ALLOWED_ORIGINS: string[] = [];

  @IsOptional()
  @check('must be 0 to 32 hops, or addresses and CIDRs separated by commas, as 10.0.0.0/8', isTrustProxy)
  TRUST_PROXY?: string;

  @Int()
  @IsInt({ message: 'must be KiB, as 19456' })
  @Min(7168)
  @Max(1048576)
  ARGON2_MEMORY = 19456;

  @Int()
  @IsInt({ message: 'must be a number of passes, as 2' })
  @Min(1)
  @Max(20)
  ARGON2_TIME = 2;

  @Int()
  @IsInt({ message: 'must be a number of lanes, as 1' })
  @Min(1)
  @Max(16)
  ARGON2_PARALLELISM = 1;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'must be fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL = 'info';

  @IsDuration('1s', '3650d')
  AUDIT_RETENTION_ROUTINE = '30d';

  @IsDuration('1s', '3650d')
  AUDIT_RETENTION_SECURITY = '400d';

  @IsDuration('1s', '3650d')
  AUDIT_RETENTION_ADMIN = '400d';
}

/** Names and texts of everything that is wrong. A blank value counts as not given: so docker compose passes what is unset. The values themselves are never repeated, they may be secrets. */
export function validateEnvironment(variables: NodeJS.ProcessEnv): { environment: Environment; mistakes: string[] } {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const environment = plainToInstance(Environment, given, { exposeDefaultValues: true });
  return { environment, mistakes: validateSync(environment).map(describe) };
}

function describe({ property, constraints }: ValidationError): string {
  return `${property} ${Object.values(constraints ?? {})
    .join('; ')
    .replaceAll(`${property} `, '')}`;
}
