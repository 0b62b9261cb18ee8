import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfig } from './read-config.js';

const KEY = 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra';
const OTHER_KEY = 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function errorOf(variables: NodeJS.ProcessEnv): ConfigurationError {
  try {
    readConfig(variables);
  } catch (fault) {
    if (fault instanceof ConfigurationError) return fault;
    throw fault;
  }
  throw new Error('the configuration was taken');
}

const newPair = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve });

function pemFile(name: string, { privateKey, publicKey } = newPair(), half: 'private' | 'public' = 'private'): string {
  const path = join(folder, name);
  const pem =
    half === 'private'
      ? privateKey.export({ format: 'pem', type: 'pkcs8' })
      : publicKey.export({ format: 'pem', type: 'spki' });
  writeFileSync(path, pem);
  return path;
}

/** As `openssl` would be asked for them; everything that production asks for. */
function productionSettings(): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://auth.example.com',
    APP_KEYS: KEY,
    AUDIT_KEYS: OTHER_KEY,
    JWT_SIGNING_KEYS: pemFile('jwt.pem'),
    MONGO_URI: 'mongodb://db.example.com/ratchet?replicaSet=rs0',
  };
}

describe('outside production', () => {
  const KEY_FILES = ['app.key', 'audit.key', 'jwt-es256.pem'];
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it.each(['development', 'test'])('missing keys are made, for their owner only (%s)', (environment) => {
    const { keys, madeKeys } = readConfig({ NODE_ENV: environment, DATA_DIR: folder });
    expect(keys.app).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    expect(keys.accessToken.algorithm).toBe('ES256');
    const inside = join(folder, 'keys');
    expect(readdirSync(inside).sort()).toEqual(KEY_FILES);
    expect(KEY_FILES.map((name) => modeOf(join(inside, name)))).toEqual(['600', '600', '600']);
    expect(modeOf(inside)).toBe('700');
    expect(madeKeys).toEqual(KEY_FILES.map((name) => join(inside, name)));
  });

  it('they are made once, and used from then on without a word', () => {
    const first = readConfig({ DATA_DIR: folder });
    const second = readConfig({ DATA_DIR: folder });
    expect(second.keys.app).toEqual(first.keys.app);
    expect(second.keys.accessToken.keys[0]?.kid).toBe(first.keys.accessToken.keys[0]?.kid);
    expect(second.madeKeys).toEqual([]);
  });

  it('other folders get other keys', () => {
    const others = readConfig({ DATA_DIR: join(folder, 'another') });
    const { keys } = readConfig({ DATA_DIR: folder });
    expect([keys.audit, ...Object.values(others.keys)]).not.toContainEqual(keys.app);
  });

  it('keys that are given are taken, and none is made', () => {
    const { keys } = readConfig({
      DATA_DIR: folder,
      APP_KEYS: ` ${KEY} , ${OTHER_KEY}`,
      AUDIT_KEYS: `${KEY}-of-audit`,
      JWT_SECRET: `${OTHER_KEY}-of-jwt`,
    });
    expect(keys.app).toEqual([KEY, OTHER_KEY]);
    expect(keys.audit).toEqual([`${KEY}-of-audit`]);
    expect(keys.accessToken.algorithm).toBe('HS256');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(KEY_FILES)('an empty %s is no key, and is not replaced unasked', (name) => {
    readConfig({ DATA_DIR: folder });
    const path = join(folder, 'keys', name);
    writeFileSync(path, '\n');
    expect(errorOf({ DATA_DIR: folder }).mistakes).toEqual([
      expect.stringMatching(new RegExp(`^${path} holds no key`)),
    ]);
    expect(readFileSync(path, 'utf8')).toBe('\n');
  });

  it('nothing is made for a configuration that is refused', () => {
    errorOf({ DATA_DIR: folder, PORT: 'http' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('signing keys', () => {
  const withKeys = (...paths: string[]) => ({
    APP_KEYS: KEY,
    AUDIT_KEYS: OTHER_KEY,
    JWT_SIGNING_KEYS: paths.join(', '),
  });

  it('are read in order: the first signs, the others may be public', () => {
    const { algorithm, keys } = readConfig(withKeys(pemFile('new.pem'), pemFile('old.pem', newPair(), 'public'))).keys
      .accessToken;
    expect(algorithm).toBe('ES256');
    expect(keys.map(({ signing }) => signing !== undefined)).toEqual([true, false]);
  });

  it('go before a secret', () => {
    const { keys } = readConfig({ ...withKeys(pemFile('new.pem')), JWT_SECRET: `${OTHER_KEY}-of-jwt` });
    expect(keys.accessToken.algorithm).toBe('ES256');
  });
});

describe('production', () => {
  it('asks for every key and for the store, all at once', () => {
    const names = errorOf({ NODE_ENV: 'production' }).mistakes.map((mistake) => mistake.split(' is missing')[0]);
    expect(names).toEqual(['PUBLIC_URL', 'APP_KEYS', 'AUDIT_KEYS', 'JWT_SIGNING_KEYS', 'MONGO_URI']);
  });

  it('asks for them beside other mistakes, too', () => {
    const { mistakes } = errorOf({ NODE_ENV: 'production', PORT: 'http', APP_KEYS: 'short' });
    const names = mistakes.map((mistake) => mistake.split(' ')[0]);
    expect(names.sort()).toEqual(['APP_KEYS', 'AUDIT_KEYS', 'JWT_SIGNING_KEYS', 'MONGO_URI', 'PORT', 'PUBLIC_URL']);
  });

  it.each(['PUBLIC_URL', 'APP_KEYS', 'AUDIT_KEYS', 'JWT_SIGNING_KEYS', 'MONGO_URI'])(
    'asks for %s alone, also if empty or blank',
    (name) => {
      for (const value of [undefined, '', ' ']) {
        const { mistakes } = errorOf({ ...productionSettings(), [name]: value });
        expect(mistakes).toEqual([expect.stringMatching(new RegExp(`^${name} is missing: `))]);
      }
    },
  );

  it('says what PUBLIC_URL is, with an example, and nothing of origins that hang on it', () => {
    const settings = { ...productionSettings(), PUBLIC_URL: '', ALLOWED_ORIGINS: 'https://app.example.com' };
    expect(errorOf(settings).mistakes).toEqual([
      'PUBLIC_URL is missing: the address of the service as its clients see it, as https://auth.example.com',
    ]);
  });

  it('starts with all of them, and makes nothing up', () => {
    const config = readConfig(productionSettings());
    expect(config).toMatchObject({
      cookies: { secure: true, sameSite: 'strict', hostPrefix: false },
      store: { kind: 'mongodb', uri: 'mongodb://db.example.com/ratchet?replicaSet=rs0' },
      keys: { app: [KEY] },
      madeKeys: [],
    });
    expect(readdirSync(folder)).toEqual(['jwt.pem']);
  });

  it('takes a secret for the signing keys, and a folder for the database', () => {
    const { keys, store } = readConfig({
      ...productionSettings(),
      JWT_SIGNING_KEYS: '',
      JWT_SECRET: `${OTHER_KEY}!`,
      MONGO_URI: '',
      DATA_DIR: folder,
    });
    expect(keys.accessToken.algorithm).toBe('HS256');
    expect(store).toEqual({ kind: 'sqlite', folder });
  });

  it('does not let cookies go without Secure', () => {
    const { mistakes } = errorOf({ ...productionSettings(), COOKIE_SECURE: 'false' });
    expect(mistakes).toEqual([expect.stringMatching(/^COOKIE_SECURE /)]);
  });
});

describe('a key', () => {
  const NAMES = ['APP_KEYS', 'AUDIT_KEYS', 'JWT_SECRET'];
  const PLACEHOLDERS = [
    'change-me',
    'change-me-change-me-change-me-change-me',
    'secretsecretsecretsecretsecretsecret',
    'x'.repeat(64),
    '1234567812345678123456781234567812345678',
    KEY.slice(1),
    'replace-this-with-32-random-characters',
    '0123456789abcdef0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyz012345',
  ];

  it.each(NAMES.flatMap((name) => PLACEHOLDERS.map((key) => [name, key] as const)))(
    '%s=%s is a placeholder, and refused without being repeated',
    (name, key) => {
      const error = errorOf({ ...productionSettings(), [name]: key });
      expect(error.mistakes).toEqual([expect.stringMatching(new RegExp(`^${name} .*must be random, 32 characters`))]);
      expect(error.message).not.toContain(key);
    },
  );

  it('is not repeated when it serves two purposes', () => {
    const { message } = errorOf({ ...productionSettings(), AUDIT_KEYS: KEY });
    expect(message).toContain('AUDIT_KEYS must not share a key with APP_KEYS');
    expect(message).not.toContain(KEY);
  });

  it("is not repeated with the database's password", () => {
    const { message } = errorOf({
      ...productionSettings(),
      MONGO_URI: 'mysql://ratchet:hunter2hunter2@db.example.com',
    });
    expect(message).toContain('MONGO_URI must be');
    expect(message).not.toContain('hunter2');
  });

  // People paste the key itself where its path belongs; the message goes into the log.
  it('is not repeated when it stands where its path belongs', () => {
    const pem = readFileSync(pemFile('pasted.pem'), 'utf8');
    const { message } = errorOf({ ...productionSettings(), JWT_SIGNING_KEYS: pem });
    expect(message).toContain('JWT_SIGNING_KEYS');
    expect(message).not.toContain(pem.split('\n')[1]);
  });

  it('is not repeated there without its first and last line, either', () => {
    const body = readFileSync(pemFile('pasted.pem'), 'utf8').split('\n').slice(1, -2).join('');
    const { message, mistakes } = errorOf({ ...productionSettings(), JWT_SIGNING_KEYS: body });
    expect(mistakes).toEqual([expect.stringMatching(/^JWT_SIGNING_KEYS entry 1: .+\(ENOENT\)$/)]);
    expect(message).not.toContain(body);
  });

  it.each([
    ['APP_KEYS', KEY],
    ['AUDIT_KEYS', OTHER_KEY],
  ])('of %s does not serve as JWT_SECRET, too', (_name, key) => {
    expect(errorOf({ ...productionSettings(), JWT_SECRET: key }).mistakes).toEqual([
      'JWT_SECRET must not be one of APP_KEYS or AUDIT_KEYS',
    ]);
  });
});
