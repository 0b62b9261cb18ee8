import { describe, expect, it } from '@jest/globals';
import type { MailData, MailKind } from '../../application/ports/mailer.js';
import { letterOf } from './letter.js';

const TOKEN = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const until = new Date('2026-11-25T12:30:59.999Z');
const PAGES = {
  service: 'https://auth.example.com',
  reset: 'https://auth.example.com/console/reset#token={token}',
  verify: 'https://app.example.com/verify?lang=en#{token}',
};

const DATA: { [K in MailKind]: MailData[K] } = {
  'password-reset': { token: TOKEN, expiresAt: until },
  'email-verification': { token: TOKEN, expiresAt: until },
  'already-registered': {},
  'password-changed': { by: 'change', at: until },
};
const KINDS = Object.keys(DATA) as MailKind[];

const write = (kind: MailKind, data = DATA[kind]) => letterOf({ kind, to: 'ada@example.com', data }, PAGES);

it.each(KINDS)('%s is short ASCII text, so that no encoding breaks its lines', (kind) => {
  const { to, subject, text } = write(kind);
  expect(to).toBe('ada@example.com');
  expect(subject).toMatch(/^[\x20-\x7e]{10,60}$/);
  expect(text).toMatch(/^[\x20-\x7e\n]+\n$/);
  const prose = text.split('\n').filter((line) => !line.startsWith('https://'));
  for (const line of prose) expect(line.length).toBeLessThanOrEqual(80);
});

describe.each([
  ['password-reset', `https://auth.example.com/console/reset#token=${TOKEN}`],
  ['email-verification', `https://app.example.com/verify?lang=en#${TOKEN}`],
] as const)('%s', (kind, link) => {
  it('has the link and the token on lines of their own, and says how long they work', () => {
    const { text } = write(kind);
    const lines = text.split('\n');
    expect(lines).toContain(link);
    expect(lines).toContain(TOKEN);
    expect(text).toContain('until 2026-11-25 12:30 UTC');
  });
});

it.each([
  ['change', 'All other devices were signed out'],
  ['reset', 'All devices were\nsigned out'],
] as const)('a notice of a %s says what it did', (by, consequence) => {
  const { text } = write('password-changed', { by, at: until });
  expect(text).toContain(consequence);
  expect(text).toContain('2026-11-25 12:30 UTC');
});
