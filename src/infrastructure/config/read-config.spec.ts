import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfig } from './read-config.js';

const KEY = 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra';
const OTHER_KEY = 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux';
/** With these nothing is made on the disk. */
const KEYS = { APP_KEYS: KEY, AUDIT_KEYS: `${OTHER_KEY}-of-audit`, JWT_SECRET: OTHER_KEY };

/** Every line of .env.example, as if nothing in it were commented out. */
function documented(): NodeJS.ProcessEnv {
  return parseEnv(readFileSync('.env.example', 'utf8').replaceAll(/^#(?=[A-Z_0-9]+=)/gm, ''));
}

function mistakesOf(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(variables);
    return [];
  } catch (fault) {
    if (fault instanceof ConfigurationError) return fault.mistakes;
    throw fault;
  }
}

describe('the defaults', () => {
  it('are those of a service on one machine, for development', () => {
    expect(readConfig(KEYS)).toMatchObject({
      http: {
        host: '127.0.0.1',
        port: 3000,
        publicUrl: 'http://127.0.0.1:3000',
        allowedOrigins: [],
        trustProxy: false,
      },
      cookies: { secure: false, sameSite: 'strict', hostPrefix: false },
      store: { kind: 'sqlite', folder: resolve('data') },
      accessTokens: { issuer: 'http://127.0.0.1:3000', audience: 'ratchet', lifetimeSeconds: 600 },
      argon2: { memoryCost: 19456, timeCost: 2, parallelism: 1 },
      logLevel: 'info',
      madeKeys: [],
    });
  });

  it('of sessions are 30 days idle, 90 days in all, 20 at once, strictly one use, theft ends all', () => {
    const { sessions } = readConfig(KEYS);
    const from = new Date('2026-01-01T00:00:00.000Z');
    expect(sessions.idleExpiryFrom(from).toISOString()).toBe('2026-01-31T00:00:00.000Z');
    expect(sessions.absoluteExpiryFrom(from).toISOString()).toBe('2026-04-01T00:00:00.000Z');
    const { maxSessionsPerUser, refreshLeewayMs, reuseScope } = sessions;
    expect({ maxSessionsPerUser, refreshLeewayMs, reuseScope }).toEqual({
      maxSessionsPerUser: 20,
      refreshLeewayMs: 0,
      reuseScope: 'user',
    });
  });

  // Docker compose passes variables that are not set as empty ones.
  it.each(['', ' ', '\t \n'])('hold for every variable that is there but blank: %j', (blank) => {
    const names = Object.keys(documented()).filter((name) => !(name in KEYS));
    const blanks = Object.fromEntries(names.map((name) => [name, blank]));
    expect(names).toEqual(expect.arrayContaining(['PORT', 'NODE_ENV', 'ALLOWED_ORIGINS']));
    expect(readConfig({ ...blanks, ...KEYS })).toEqual(readConfig(KEYS));
  });

  it('are those of .env.example', () => {
    expect(readConfig({ ...documented(), ...KEYS })).toEqual(readConfig(KEYS));
  });

  it('can not be changed by who gets them', () => {
    expect(Object.isFrozen(readConfig(KEYS))).toBe(true);
  });
});

describe('a setting', () => {
  const BAD: Record<string, string[]> = {
    NODE_ENV: ['prod', 'Production'],
    HOST: ['http://127.0.0.1', '127.0.0.1:3000', 'two words', '[::1]'],
    PORT: ['http', '-1', '65536', '3000.5', '0x10', '1e3', '+80', ' 3000', '3000 ', '\u0663'],
    PUBLIC_URL: [
      'auth.example.com',
      'ftp://auth.example.com',
      'https://',
      'https://auth.example.com/path',
      'https://me:pw@auth.example.com',
    ],
    MONGO_URI: ['localhost:27017', 'http://localhost:27017', 'mongodb://'],
    APP_KEYS: ['short', `${KEY},short`, ','],
    AUDIT_KEYS: ['short', `${KEY},short`, ','],
    JWT_SIGNING_KEYS: [','],
    JWT_SECRET: ['short'],
    ACCESS_TOKEN_TTL: ['9s', '61m', '10', '10 m'],
    REFRESH_TOKEN_TTL: ['59s', '401d', 'never'],
    SESSION_MAX_AGE: ['59s', '401d', '1y'],
    MAX_SESSIONS_PER_USER: ['0', '1001', '1.5', 'many', '0x10', '1e2'],
    REFRESH_LEEWAY: ['11s', '-1s', '5'],
    REUSE_SCOPE: ['all', 'User'],
    COOKIE_SECURE: ['yes', '1', 'TRUE'],
    COOKIE_SAMESITE: ['Strict', 'off'],
    COOKIE_HOST_PREFIX: ['yes', '1'],
    ALLOWED_ORIGINS: [
      'app.example.com',
      'https://app.example.com/',
      'https://app.example.com:443',
      '*',
      'null',
      'ftp://app.example.com',
      'ws://127.0.0.1:3000',
      'https://app.example.com,wss://app.example.com',
    ],
    TRUST_PROXY: [
      'true',
      'loopback',
      '-1',
      '33',
      '1,2',
      'abc',
      '1.2.3',
      '10.0.0.0/33',
      '300.0.0.1',
      '10.0.0.0/8;::1',
      '0.0.0.0/0',
      '::/0',
    ],
    RATE_LIMIT: ['true', 'ON', '100/1m'],
    ARGON2_MEMORY: ['7167', '1048577', '19m', '0x4000', '1e4'],
    ARGON2_TIME: ['0', '21', 'two', '0b11'],
    ARGON2_PARALLELISM: ['0', '17', '1.5', '0o2'],
    LOG_LEVEL: ['verbose', 'INFO'],
    AUDIT_RETENTION_ROUTINE: ['0s', '3651d', '30'],
    AUDIT_RETENTION_SECURITY: ['1y'],
    AUDIT_RETENTION_ADMIN: ['for ever'],
  };

  const each = Object.entries(BAD).flatMap(([name, values]) => values.map((value) => [name, value] as const));

  it.each(each)('%s=%s is refused, by its name and alone', (name, value) => {
    expect(mistakesOf({ ...KEYS, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} \\S`))]);
  });

  it('that is wrong does not hide the others', () => {
    const all = Object.fromEntries(Object.entries(BAD).map(([name, [value]]) => [name, value]));
    const names = mistakesOf(all).map((mistake) => mistake.split(' ')[0]);
    expect(names.sort()).toEqual(Object.keys(BAD).sort());
  });

  it('that is wrong is in the message, one to a line', () => {
    expect(() => readConfig({ ...KEYS, PORT: 'http', LOG_LEVEL: 'loud' })).toThrow(
      /^The configuration has 2 mistake\(s\):\n {2}PORT .+\n {2}LOG_LEVEL .+$/,
    );
  });

  it.each([
    ['PORT', '1'],
    ['PORT', '65535'],
    ['HOST', 'auth-1.internal'],
    ['HOST', 'fd00::1'],
    ['ACCESS_TOKEN_TTL', '10s'],
    ['ACCESS_TOKEN_TTL', '1h'],
    ['REFRESH_TOKEN_TTL', '1m'],
    ['SESSION_MAX_AGE', '400d'],
    ['MAX_SESSIONS_PER_USER', '1'],
    ['MAX_SESSIONS_PER_USER', '1000'],
    ['REFRESH_LEEWAY', '10s'],
    ['TRUST_PROXY', '32'],
    ['RATE_LIMIT', 'off'],
    ['ARGON2_MEMORY', '7168'],
    ['ARGON2_TIME', '1'],
    ['MONGO_URI', 'mongodb+srv://cluster.example.com/ratchet'],
  ])('%s=%s is within its limits', (name, value) => {
    expect(mistakesOf({ ...KEYS, [name]: value })).toEqual([]);
  });

  it.each([
    ['2', 2],
    ['0', 0],
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['10.0.0.0/8, 192.0.2.1 ,fd00::/8', ['10.0.0.0/8', '192.0.2.1', 'fd00::/8']],
    [undefined, false],
  ])('TRUST_PROXY=%s is understood', (value, expected) => {
    expect(readConfig({ ...KEYS, TRUST_PROXY: value }).http.trustProxy).toEqual(expected);
  });
});

describe('settings that contradict each other', () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ REFRESH_TOKEN_TTL: '2d', SESSION_MAX_AGE: '1d' }, 'REFRESH_TOKEN_TTL'],
    [{ COOKIE_SAMESITE: 'none' }, 'COOKIE_SAMESITE'],
    [{ COOKIE_HOST_PREFIX: 'true' }, 'COOKIE_HOST_PREFIX'],
    [{ AUDIT_KEYS: `${OTHER_KEY}-of-audit,${KEY}` }, 'AUDIT_KEYS'],
    [{ JWT_SECRET: KEY }, 'JWT_SECRET'],
    [{ PASSWORD_PEPPERS: KEY }, 'PASSWORD_PEPPERS'],
    [{ PASSWORD_PEPPERS: OTHER_KEY }, 'PASSWORD_PEPPERS'],
  ])('%j', (variables, name) => {
    expect(mistakesOf({ ...KEYS, ...variables })).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });

  it.each<NodeJS.ProcessEnv>([
    { REFRESH_TOKEN_TTL: '1d', SESSION_MAX_AGE: '24h' },
    { COOKIE_SAMESITE: 'none', COOKIE_SECURE: 'true' },
    { COOKIE_HOST_PREFIX: 'true', COOKIE_SECURE: 'true' },
  ])('no more with %j', (variables) => {
    expect(mistakesOf({ ...KEYS, ...variables })).toEqual([]);
  });
});

describe('the origins that may call', () => {
  it.each([
    ['https://app.example.com', 'a subdomain beside', true],
    ['https://example.com', 'the domain above', true],
    ['https://auth.example.com:8443', 'another port', true],
    ['https://app.example.com,https://admin.example.com', 'two of them', true],
    ['http://app.example.com', 'without TLS', false],
    ['https://example.org', 'another domain', false],
    ['https://notexample.com', 'a name that ends alike', false],
    ['https://app.example.com,https://example.org', 'one of two', false],
  ])('%s: %s of https://auth.example.com', (origins, _what, isSameSite) => {
    const variables = {
      ...KEYS,
      PUBLIC_URL: 'https://auth.example.com',
      COOKIE_SECURE: 'true',
      ALLOWED_ORIGINS: origins,
    };
    const mistakes = mistakesOf(variables);
    expect(mistakes).toEqual(isSameSite ? [] : [expect.stringMatching(/^ALLOWED_ORIGINS .*same site/)]);
    expect(mistakesOf({ ...variables, COOKIE_SAMESITE: 'none' })).toEqual([]);
  });

  it('are web pages\u2019, also where every site may call', () => {
    const anySite = { ...KEYS, COOKIE_SAMESITE: 'none', COOKIE_SECURE: 'true' };
    for (const origin of ['ftp://app.example.com', 'ws://app.example.com', 'wss://app.example.com']) {
      expect(mistakesOf({ ...anySite, ALLOWED_ORIGINS: origin })).toEqual([expect.stringMatching(/^ALLOWED_ORIGINS /)]);
    }
  });

  it.each([
    ['https://one.github.io', 'https://two.github.io', false],
    ['https://one.co.uk', 'https://two.co.uk', false],
    ['http://localhost:3000', 'http://localhost:5173', true],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:5173', true],
    ['http://127.0.0.1:3000', 'http://localhost:5173', false],
  ])('%s and %s', (publicUrl, origin, isSameSite) => {
    const mistakes = mistakesOf({ ...KEYS, PUBLIC_URL: publicUrl, ALLOWED_ORIGINS: origin });
    expect(mistakes.length === 0).toBe(isSameSite);
  });
});
