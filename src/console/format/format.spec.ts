import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../session/problem.ts';
import { explain } from './faults.ts';
import { type AuditEvent, tell, whereFrom } from './history.ts';
import { networkOf } from './networks.ts';
import { exactUtc, fromNow } from './times.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('what the console says', () => {
  it('names networks, not machines', () => {
    expect(networkOf('203.0.113.77')).toBe('203.0.113.0/24');
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0::/48');
    expect(networkOf('::1')).toBe('::1');
    expect(networkOf(null)).toBe('an unknown network');
  });

  it('tells times from now, and exactly', () => {
    const now = Date.parse('2026-11-25T12:00:00.000Z');
    expect(fromNow('2026-11-25T11:59:30.000Z', now)).toBe('just now');
    expect(fromNow('2026-11-25T11:57:00.000Z', now)).toBe('3 minutes ago');
    expect(fromNow('2026-11-24T11:00:00.000Z', now)).toBe('yesterday');
    expect(fromNow('2026-11-25T14:10:00.000Z', now)).toBe('in 2 hours');
    expect(exactUtc('2026-11-25T11:57:00.123Z')).toBe('2026-11-25 11:57:00.123 UTC');
  });

  it('reads events as a history', () => {
    const told = (type: AuditEvent['type'], details: object) => tell({ type, details } as AuditEvent);
    expect(told('login.failed', { reason: 'wrong-password' })).toEqual({
      title: 'Sign-in failed',
      note: 'wrong password',
    });
    expect(told('user.sessions_revoked', { reason: 'ended-by-admin', revokedSessions: 2 }).note).toBe(
      'ended by an administrator; 2 ended',
    );
    expect(told('user.sessions_revoked', { reason: 'logout-all', revokedSessions: null }).note).toBe(
      'signed out everywhere',
    );
    expect(told('a.module_event' as AuditEvent['type'], {})).toEqual({ title: 'a.module_event', note: null });
    expect(whereFrom({ userAgent: FIREFOX, ipAddress: '203.0.113.77' })).toBe('Firefox on Linux, 203.0.113.0/24');
    expect(whereFrom({ userAgent: 'curl/8.5.0', ipAddress: null })).toBe('curl');
    expect(whereFrom({ userAgent: null, ipAddress: null })).toBeNull();
  });

  it('explains failures in plain words, with what to wait for and the request', () => {
    const problem = { status: 429, code: 'account-locked', title: '', detail: '', requestId: 'r-1' };
    expect(explain(new ProblemError(problem, 300))).toEqual({
      text: 'There were too many failed attempts. Wait 5 minutes.',
      requestId: 'r-1',
      fields: {},
    });
    const errors = [{ field: 'password', message: 'must be longer' }];
    const invalid = { ...problem, code: 'validation-failed', detail: 'The request is not valid.', errors };
    expect(explain(new ProblemError(invalid, null))).toMatchObject({
      text: 'The request is not valid.',
      fields: { password: 'must be longer' },
    });
    expect(explain(new TypeError('Failed to fetch')).text).toMatch('can’t be reached');
  });
});
