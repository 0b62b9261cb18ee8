import { describe, expect, it } from '@jest/globals';
import type { MailData, MailKind } from '../../application/ports/mailer.js';
import type { SuspiciousEvent } from '../../domain/suspicion.js';
import { sampleEvent } from '../../../test/support/samples.js';
import { letterOf } from './letter.js';

const TOKEN = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const until = new Date('2026-11-25T12:30:59.999Z');
const PAGES = {
  service: 'https://auth.example.com',
  reset: 'https://auth.example.com/console/reset#token={token}',
  verify: 'https://app.example.com/verify?lang=en#{token}',
};

function moved(device: string): SuspiciousEvent {
  const details = { changed: 'device and network', device, network: '203.0.113.0/24' } as const;
  const event = sampleEvent({ type: 'suspicious.session_moved', details, occurredAt: until, ipAddress: '203.0.113.7' });
  return event as SuspiciousEvent;
}

const DATA: { [K in MailKind]: MailData[K] } = {
  'password-reset': { token: TOKEN, expiresAt: until },
  'email-verification': { token: TOKEN, expiresAt: until },
  'already-registered': { token: TOKEN, expiresAt: until },
  'password-changed': { by: 'change', at: until },
  'suspicious-activity': { events: [moved('desktop / windows / chrome')] },
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
  ['already-registered', `https://auth.example.com/console/reset#token=${TOKEN}`],
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

describe('suspicious-activity', () => {
  it('says what happened, when and from where, each of several', () => {
    const device = 'mobile / ios / safari';
    const isNew = sampleEvent({ type: 'suspicious.new_device', details: { device }, occurredAt: until });
    const events = [moved('tv / tizen / samsung internet'), isNew as SuspiciousEvent];
    const { text } = write('suspicious-activity', { events });
    expect(text).toContain(
      '- A sign-in of yours turned up on another kind of device\n  (tv / tizen / samsung internet),\n' +
        '  in a network that is new for you.\n  2026-11-25 12:30 UTC, from 203.0.113.7\n\n',
    );
    expect(text).toContain('- Someone signed in on a new device\n  (mobile / ios / safari).\n');
  });

  it.each(['see http://evil.example', 'www.evil.example', 'a\nSubject: b', 'x'.repeat(61), 'caf\u00e9'])(
    'repeats nothing of a device that calls itself %j',
    (device) => {
      const { text } = write('suspicious-activity', { events: [moved(device)] });
      expect(text).toContain('(unknown)');
      expect(text).not.toContain(device);
    },
  );
});
