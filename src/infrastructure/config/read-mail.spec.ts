import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ConfigurationError, readConfig } from './read-config.js';

const KEYS = {
  APP_KEYS: 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra',
  AUDIT_KEYS: 'Zk8Tn3QpXw5VhGs2RcLy7MdJb4FaEu9H',
  JWT_SECRET: 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux',
};
const PRODUCTION = {
  ...KEYS,
  NODE_ENV: 'production',
  AUDIT_KEYS: 'w5TzR8nQk2HvXc6LmYp3BsJd9FgUe1Ka',
  DATA_DIR: '/srv/ratchet',
  PUBLIC_URL: 'https://auth.example.com',
};
const SMTP = { SMTP_URL: 'smtp://ratchet:secret@mail.example.com:587', MAIL_FROM: 'no-reply@example.com' };

function mistakesOf(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(variables);
    return [];
  } catch (fault) {
    return (fault as ConfigurationError).mistakes;
  }
}

describe('mails', () => {
  it('are laid down in DATA_DIR outside production, and lead to the console', () => {
    expect(readConfig(KEYS).mail).toEqual({
      smtpUrl: null,
      folder: resolve('data', 'mail'),
      from: 'Ratchet <ratchet@localhost>',
      pages: {
        service: 'http://127.0.0.1:3000',
        reset: 'http://127.0.0.1:3000/console/reset#token={token}',
        verify: 'http://127.0.0.1:3000/console/verify#token={token}',
      },
    });
  });

  it("go to a mail server and lead to the team's own pages, if they are named", () => {
    const pages = {
      RESET_URL: 'https://app.example.com/new?{token}',
      VERIFY_URL: 'https://app.example.com/ok#{token}',
    };
    expect(readConfig({ ...PRODUCTION, ...SMTP, ...pages }).mail).toEqual({
      smtpUrl: SMTP.SMTP_URL,
      folder: null,
      from: 'no-reply@example.com',
      pages: { service: 'https://auth.example.com', reset: pages.RESET_URL, verify: pages.VERIFY_URL },
    });
  });
});

describe('a setting', () => {
  const KEY = KEYS.APP_KEYS;
  const BAD: Record<string, string[]> = {
    SMTP_URL: [
      'mail.example.com',
      'http://mail.example.com',
      'smtp://',
      'smtp://a b',
      'smtp://mail.587',
      'smtp://a%zz',
    ],
    MAIL_FROM: ['ratchet', 'a@example.com, b@example.com', 'A <a@example.com>\r\nBcc: b@example.com', 'A <a b@c>'],
    RESET_URL: [
      'https://app.example.com/reset',
      'ftp://app.example.com/{token}',
      '{token}',
      'https://a.b/{token}{token}',
    ],
    VERIFY_URL: ['https://app.example.com/verify', '/verify#{token}', 'https://app.example.com/{token} x'],
    EMAIL_VERIFICATION: ['on', 'Required'],
    PASSWORD_PEPPERS: ['short', `${KEY},short`, ','],
  };

  const each = Object.entries(BAD).flatMap(([name, values]) => values.map((value) => [name, value] as const));

  it.each(each)('%s=%s is refused, by its name and alone', (name, value) => {
    expect(mistakesOf({ ...KEYS, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} \\S`))]);
  });

  it.each([
    ['MAIL_FROM', 'no-reply@example.com'],
    ['MAIL_FROM', 'Ratchet at work <no-reply@example.com>'],
    ['RESET_URL', 'http://127.0.0.1:5173/reset?lang=de#{token}'],
  ])('%s=%s is taken', (name, value) => {
    expect(mistakesOf({ ...KEYS, [name]: value })).toEqual([]);
  });

  it('SMTP_URL needs MAIL_FROM', () => {
    const { SMTP_URL } = SMTP;
    expect(mistakesOf({ ...KEYS, SMTP_URL })).toEqual([expect.stringMatching(/^MAIL_FROM is missing/)]);
  });
});

describe('EMAIL_VERIFICATION', () => {
  it.each([
    [undefined, false, false],
    ['off', false, false],
    ['optional', true, false],
    ['required', true, true],
  ])('%s', (EMAIL_VERIFICATION, isAsked, isRequired) => {
    const { verification } = readConfig({ ...KEYS, EMAIL_VERIFICATION });
    expect([verification.isAsked, verification.isRequired]).toEqual([isAsked, isRequired]);
  });

  it.each(['optional', 'required'])('%s needs a mail server in production', (EMAIL_VERIFICATION) => {
    expect(mistakesOf({ ...PRODUCTION, EMAIL_VERIFICATION })).toEqual([expect.stringMatching(/^SMTP_URL is missing/)]);
    expect(mistakesOf({ ...PRODUCTION, ...SMTP, EMAIL_VERIFICATION })).toEqual([]);
    expect(mistakesOf({ ...KEYS, EMAIL_VERIFICATION })).toEqual([]);
  });

  it('off does not, in production', () => {
    expect(mistakesOf(PRODUCTION)).toEqual([]);
  });
});
