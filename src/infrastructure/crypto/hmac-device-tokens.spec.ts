import { describe, expect, it } from '@jest/globals';
import { HmacDeviceTokens } from './hmac-device-tokens.js';
import { HmacEmailDigest } from './hmac-email-digest.js';
import { HmacRefreshTokens } from './hmac-refresh-tokens.js';

const [KEY, NEW_KEY] = ['a key for tests, the first of its kind', 'another key for tests, the second one'];
const NOW = new Date('2026-11-25T12:00:00.000Z');
const DAY = 86_400_000;
const DEVICE = { userId: '019ab9c0-0000-7000-8000-000000000001', deviceId: '019ab9c0-0000-7000-8000-000000000002' };

const tokens = new HmacDeviceTokens([KEY]);
const token = tokens.issue(DEVICE, NOW);
const after = (ms: number) => new Date(NOW.getTime() + ms);

describe('a device token', () => {
  it('says which device of which account it is, for 400 days', () => {
    expect(tokens.recognize(token, NOW)).toEqual(DEVICE);
    expect(tokens.recognize(token, after(400 * DAY))).toEqual(DEVICE);
    expect(tokens.recognize(token, after(400 * DAY + 1000))).toBeNull();
  });

  it('goes into a cookie as it is', () => {
    expect(token).toMatch(/^[\w-]{91}$/);
  });

  it('has one spelling: every change of one character is refused', () => {
    for (let position = 0; position < token.length; position += 1) {
      for (const other of ['A', 'B', '_']) {
        if (other === token[position]) continue;
        const changed = `${token.slice(0, position)}${other}${token.slice(position + 1)}`;
        expect([position, other, tokens.recognize(changed, NOW)]).toEqual([position, other, null]);
      }
    }
  });

  it.each(['', 'rubbish', `${token}=`, `${token}A`, token.slice(1), ` ${token}`, 'ü'.repeat(91)])(
    '%j is none',
    (text) => {
      expect(tokens.recognize(text, NOW)).toBeNull();
    },
  );

  it('is good while its key is listed, and made with the first', () => {
    const rotated = new HmacDeviceTokens([NEW_KEY, KEY]);
    expect(rotated.recognize(token, NOW)).toEqual(DEVICE);
    expect(tokens.recognize(rotated.issue(DEVICE, NOW), NOW)).toBeNull();
    expect(new HmacDeviceTokens([NEW_KEY]).recognize(token, NOW)).toBeNull();
  });

  it('is no refresh token, nor the other way round', () => {
    const refreshTokens = new HmacRefreshTokens([KEY]);
    expect(refreshTokens.recognize(token)).toBeNull();
    expect(tokens.recognize(refreshTokens.open(DEVICE.deviceId).token, NOW)).toBeNull();
  });
});

describe('the digest of an e-mail', () => {
  const emails = new HmacEmailDigest([KEY]);

  it('is the same for the same one under the same key, and tells nothing of it', () => {
    expect(emails.of('ada@example.com')).toBe(new HmacEmailDigest([KEY, NEW_KEY]).of('ada@example.com'));
    expect(emails.of('ada@example.com')).toMatch(/^[\w-]{43}$/);
    const others = [emails.of('eve@example.com'), new HmacEmailDigest([NEW_KEY]).of('ada@example.com')];
    expect(new Set([emails.of('ada@example.com'), ...others]).size).toBe(3);
  });
});
