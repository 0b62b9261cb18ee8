import { describe, expect, it } from '@jest/globals';
import { endOf, isExpired, isLive } from './liveness.js';
import type { Session } from './session.js';
import type { User } from './user.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const at = (ms: number) => new Date(NOW.getTime() + ms);

const session = (changes: Partial<Session> = {}) =>
  ({ id: 'session', userEpoch: 3, expiresAt: at(1), revokedAt: null, revokedReason: null, ...changes }) as Session;

const user = (changes: Partial<User> = {}) =>
  ({
    isActive: true,
    sessionEpoch: 3,
    sessionEpochReason: 'reuse-detected',
    sparedSessionId: null,
    ...changes,
  }) as User;

describe('endOf', () => {
  it.each<[string, Session, User | null, string | null]>([
    ['an untouched session has none', session(), user(), null],
    ['the mark gives its reason', session({ revokedAt: NOW, revokedReason: 'evicted' }), user(), 'evicted'],
    ['a mark without a reason is a logout', session({ revokedAt: NOW }), user(), 'logout-all'],
    ['the account may be gone', session(), null, 'user-inactive'],
    ['the account may be closed', session(), user({ isActive: false }), 'user-inactive'],
    ['an older epoch ends it, for the reason of the raise', session({ userEpoch: 2 }), user(), 'reuse-detected'],
    ['a newer epoch is another epoch, too', session({ userEpoch: 4 }), user(), 'reuse-detected'],
    [
      'a raise without a reason is a logout',
      session({ userEpoch: 2 }),
      user({ sessionEpochReason: null }),
      'logout-all',
    ],
    ['the spared session outlives the raise', session({ userEpoch: 2 }), user({ sparedSessionId: 'session' }), null],
    ['nothing else is spared', session({ userEpoch: 2 }), user({ sparedSessionId: 'another' }), 'reuse-detected'],
    [
      'being spared helps no session of a closed account',
      session({ userEpoch: 2 }),
      user({ sparedSessionId: 'session', isActive: false }),
      'user-inactive',
    ],
    [
      'being spared undoes no mark',
      session({ userEpoch: 2, revokedAt: NOW, revokedReason: 'logout' }),
      user({ sparedSessionId: 'session' }),
      'logout',
    ],
  ])('%s', (_name, ofSession, ofUser, reason) => {
    expect(endOf(ofSession, ofUser)).toBe(reason);
  });
});

describe('isExpired', () => {
  it.each([
    ['a millisecond before', 1, false],
    ['at the very moment', 0, true],
    ['a millisecond after', -1, true],
  ])('%s', (_name, ms, expected) => {
    expect(isExpired(session({ expiresAt: at(ms) }), NOW)).toBe(expected);
  });
});

describe('isLive', () => {
  it.each<[string, Session, User | null, boolean]>([
    ['unended and unexpired', session(), user(), true],
    ['expired', session({ expiresAt: NOW }), user(), false],
    ['revoked', session({ revokedAt: NOW, revokedReason: 'logout' }), user(), false],
    ['of a dead epoch', session({ userEpoch: 2 }), user(), false],
    ["nobody's", session(), null, false],
  ])('%s', (_name, ofSession, ofUser, expected) => {
    expect(isLive(ofSession, ofUser, NOW)).toBe(expected);
  });
});
