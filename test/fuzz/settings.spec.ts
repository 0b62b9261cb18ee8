import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import type { AppConfig } from '../../src/infrastructure/config/app-config.js';
import { isDuration, parseDuration } from '../../src/infrastructure/config/duration.js';
import { ConfigurationError, readConfig } from '../../src/infrastructure/config/read-config.js';
import { connectionOptions } from '../../src/infrastructure/persistence/mongoose/connection-options.js';
import { anyText, inheritedNames, nearly, oneOf, RUNS, TREACHEROUS } from './arbitraries.js';

const KEY = 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra';
const KEYS = { APP_KEYS: KEY, AUDIT_KEYS: 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux', JWT_SECRET: `of-tokens-${KEY}-4` };
const options = { numRuns: RUNS };

/** Every variable that is documented, by a good value or by none. */
const documented = parseEnv(readFileSync('.env.example', 'utf8').replaceAll(/^#(?=[A-Z_0-9]+=)/gm, '')) as Record<
  string,
  string
>;
const SAMPLES: Readonly<Record<string, string>> = {
  ...documented,
  ...KEYS,
  TRUST_PROXY: '10.0.0.0/8, 2001:db8::1',
  MONGO_URI: 'mongodb://db.example.com:27017,other/ratchet?replicaSet=rs0',
  ALLOWED_ORIGINS: 'http://127.0.0.1:5173',
  SMTP_URL: 'smtp://user:password@mail.example.com:587',
  WEBHOOK_URL: 'https://hooks.example.com/ratchet',
  WEBHOOK_SECRET: `of-the-webhook-${KEY}`,
  PASSWORD_PEPPERS: `of-passwords-${KEY}`,
  JWT_SIGNING_KEYS: 'keys/jwt.pem',
};
const NAMES = Object.keys(SAMPLES);
/** What isn't printable in a message of mistakes would be the value itself; these are secrets. */
const SECRETS = ['APP_KEYS', 'AUDIT_KEYS', 'JWT_SECRET', 'PASSWORD_PEPPERS', 'WEBHOOK_SECRET', 'SMTP_URL', 'MONGO_URI'];

const address = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.constantFrom('::1%lo', '::ffff:10.0.0.1', '::'));
const network = fc.oneof(
  address,
  fc.tuple(address, fc.nat({ max: 140 })).map(([ip, bits]) => `${ip}/${bits}`),
);
const nearlyRight = (name: string) =>
  fc.oneof(
    nearly(SAMPLES[name] ?? ''),
    anyText,
    network,
    fc.array(network).map((all) => all.join(',')),
    fc.webUrl(),
    fc.domain(),
    fc.integer().map(String),
    fc.tuple(fc.nat(), fc.constantFrom('s', 'm', 'h', 'd')).map((parts) => parts.join('')),
    fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('s', 'm', 'h')).map(([n, time, unit]) => `${n}/${time}${unit}`),
    fc.constantFrom('true', 'false', 'on', 'off', 'none', 'required', 'test', '', ' '),
  );
/** One to three variables that are wrong, or nearly. */
const variables = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, nearlyRight(name)]))));

/** Where keys are made in place of those that are blank. */
const folder = mkdtempSync(join(tmpdir(), 'ratchet-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(given: NodeJS.ProcessEnv): AppConfig | ConfigurationError {
  try {
    const DATA_DIR = join(folder, encodeURIComponent((given['DATA_DIR'] ?? '').toWellFormed()).slice(0, 100));
    return readConfig({ ...KEYS, ...given, DATA_DIR });
  } catch (fault) {
    if (fault instanceof ConfigurationError) return fault;
    throw fault;
  }
}

describe('the settings', () => {
  it('are read, or refused by name: nothing else, whatever the variables hold', () => {
    fc.assert(
      fc.property(variables, (given) => {
        const result = read(given);
        if (!(result instanceof ConfigurationError)) expect(Object.isFrozen(result)).toBe(true);
        else for (const mistake of result.mistakes) expect(NAMES).toContain(/^[A-Z_0-9]+/.exec(mistake)?.[0]);
      }),
      { numRuns: RUNS * 10 },
    );
    expect(inheritedNames()).toEqual([]);
  });

  it('that are secrets are not repeated in a refusal', () => {
    const secret = fc.string({ minLength: 8, unit: oneOf('QXZJVK0123456789') });
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS), secret, (name, value) => {
        const result = read({ [name]: value });
        expect(result).toBeInstanceOf(ConfigurationError);
        expect((result as ConfigurationError).message).not.toContain(value);
      }),
      options,
    );
  });

  it('of unknown names are left alone, whatever they are called', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...TREACHEROUS)), anyText, (name, value) => {
        fc.pre(!NAMES.includes(name) && name !== 'HOST');
        const result = read(Object.fromEntries([[name, value]]));
        expect(result).not.toBeInstanceOf(ConfigurationError);
        expect(JSON.stringify(result)).toBe(JSON.stringify(read({})));
      }),
      options,
    );
    expect(inheritedNames()).toEqual([]);
  });

  it.each<[string, (config: AppConfig) => unknown]>([
    ['TRUST_PROXY', ({ http }) => fastify({ trustProxy: http.trustProxy as string[] })],
    ['SMTP_URL', ({ mail }) => mail.smtpUrl !== null && createTransport({ url: mail.smtpUrl })],
    ['WEBHOOK_URL', ({ notices }) => notices.webhook !== null && new Request(notices.webhook.url, { method: 'POST' })],
    ['PUBLIC_URL', ({ http }) => new URL('/auth/me', http.publicUrl)],
    ['MONGO_URI', ({ store }) => store.kind === 'mongodb' && connectionOptions(store.uri)],
  ])('of %s can be used once they are taken', (name, use) => {
    const beside = { MAIL_FROM: 'a@example.com', WEBHOOK_SECRET: SAMPLES['WEBHOOK_SECRET'] };
    const taken = fc.property(nearlyRight(name), (value) => {
      const result = read({ ...beside, [name]: value });
      if (!(result instanceof ConfigurationError)) use(result);
    });
    fc.assert(taken, { numRuns: RUNS * 5 });
  });
});

describe('a duration', () => {
  it('is a whole number and a unit, in milliseconds', () => {
    const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
    const unit = fc.constantFrom('s' as const, 'm' as const, 'h' as const, 'd' as const);
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), unit, (count, name) => {
        expect(isDuration(`${count}${name}`)).toBe(true);
        expect(parseDuration(`${count}${name}`)).toBe(count * UNITS[name]);
      }),
      options,
    );
  });

  it('is nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nearly('30m')), (text) => {
        if (isDuration(text)) expect(text).toMatch(/^[0-9]{1,9}[smhd]$/);
        if (isDuration(text)) expect(Number.isSafeInteger(parseDuration(text))).toBe(true);
      }),
      options,
    );
  });
});
