import { describe, expect, it } from '@jest/globals';
import { type ActionToken, refusalOf } from './action-token.js';

const NOW = new Date('2026-11-25T12:00:00.000Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);

const record: ActionToken = {
  hash: 'hash',
  purpose: 'password-reset',
  userId: 'user',
  createdAt: later(-1000),
  expiresAt: later(1),
  purgeAt: later(2),
  redeemedBy: null,
};

describe('refusalOf', () => {
  it.each([
    ['no record', null, 'unknown'],
    ['a live one', record, null],
    ['one that expires now', { ...record, expiresAt: NOW }, 'expired'],
    ['one that expired', { ...record, expiresAt: later(-1) }, 'expired'],
    ['one that was used', { ...record, redeemedBy: 'attempt' }, 'spent'],
    ['one that was used and expired', { ...record, redeemedBy: 'attempt', expiresAt: NOW }, 'spent'],
  ])('%s', (_name, given, expected) => {
    expect(refusalOf(given, NOW)).toBe(expected);
  });
});
