import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRefresh, type PresentedToken, type RefreshEvidence, type RefreshVerdict } from './refresh-verdict.js';
import type { Session } from './session.js';
import type { User } from './user.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const at = (ms: number) => new Date(NOW.getTime() + ms);

const USER = { isActive: true, sessionEpoch: 3, sessionEpochReason: 'logout-all', sparedSessionId: null } as User;

/** Refreshed five times, the last time a second ago. */
const SESSION = {
  id: 'session',
  userEpoch: 3,
  familyHash: 'family',
  generation: 5,
  lastUsedAt: at(-1000),
  expiresAt: at(1000),
  revokedAt: null,
  revokedReason: null,
  idempotencyKeyHash: 'last-key',
} as Session;

interface Case {
  generation?: number;
  key?: string | null;
  family?: string;
  device?: string;
  session?: Partial<Session> | null;
  user?: Partial<User> | null;
  leewayMs?: number;
}

/** Without changes: the token that the last refresh spent, presented again, without a key, by the same device. */
function judge({ generation = 4, key = null, family = 'family', device = 'laptop', leewayMs = 0, ...rest }: Case) {
  const { session = {}, user = {} } = rest;
  const presented: PresentedToken = {
    generation,
    familyHash: family,
    idempotencyKeyHash: key,
    deviceFamily: device,
  };
  const evidence: RefreshEvidence = {
    session: session && { ...SESSION, ...session },
    user: user && { ...USER, ...user },
    lastDeviceFamily: 'laptop',
    now: NOW,
    leewayMs,
  };
  return judgeRefresh(presented, evidence);
}

const REVOKED = { revokedAt: at(-500), revokedReason: 'logout' } as const;
const EXPIRED = { expiresAt: NOW };
const EPOCH_DEAD = { userEpoch: 2 };

/** A retry by key of a refresh that is `ms` old. */
const keyAged = (ms: number): Case => ({ key: 'last-key', session: { lastUsedAt: at(-ms) } });
const leewayAged = (ms: number): Case => ({ leewayMs: 10_000, session: { lastUsedAt: at(-ms) } });

describe('judgeRefresh', () => {
  it.each<[string, Case, Record<string, unknown>]>([
    ['no such session', { session: null, user: null }, { kind: 'unknown' }],
    ['another family: our key, not our token', { family: 'other' }, { kind: 'forged' }],
    ['a revoked session', { session: REVOKED }, { kind: 'ended', reason: 'logout' }],
    ['a session of a dead epoch', { session: EPOCH_DEAD }, { kind: 'ended', reason: 'logout-all' }],
    ['an account that is closed', { user: { isActive: false } }, { kind: 'ended', reason: 'user-inactive' }],
    ['an account that is gone', { user: null }, { kind: 'ended', reason: 'user-inactive' }],
    ['a generation not reached yet', { generation: 6 }, { kind: 'store-rollback' }],
    ['the live token, too late', { generation: 5, session: EXPIRED }, { kind: 'expired', spent: false }],
    ['a spent token, too late', { session: EXPIRED }, { kind: 'expired', spent: true }],
    ['the live token', { generation: 5 }, { kind: 'current' }],
    ['the live token with a new key', { generation: 5, key: 'new-key' }, { kind: 'current' }],
    ["the live token with the last refresh's key", { generation: 5, key: 'last-key' }, { kind: 'key-reused' }],
    ['the last refresh again, by its key', { key: 'last-key' }, { kind: 'retry', by: 'idempotency-key' }],
    ['the last refresh again, within the leeway', { leewayMs: 10_000 }, { kind: 'retry', by: 'leeway' }],
    ['a spent token', {}, { kind: 'reused' }],
    ['a token spent long before', { generation: 0 }, { kind: 'reused' }],
  ])('%s', (_name, evidence, verdict) => {
    expect(judge(evidence)).toMatchObject(verdict);
  });

  describe('precedence', () => {
    it.each<[string, Case, string]>([
      ['forged before ended', { family: 'other', session: REVOKED }, 'forged'],
      ['forged before expired', { family: 'other', session: EXPIRED }, 'forged'],
      ['forged before a rollback', { family: 'other', generation: 9 }, 'forged'],
      ['forged before the live token', { family: 'other', generation: 5 }, 'forged'],
      ['forged before a retry', { family: 'other', key: 'last-key', leewayMs: 10_000 }, 'forged'],
      ['forged before an account that is gone', { family: 'other', user: null }, 'forged'],
      ['ended before a rollback', { generation: 6, session: REVOKED }, 'ended'],
      ['ended before expired', { session: { ...REVOKED, ...EXPIRED } }, 'ended'],
      ['ended before the live token', { generation: 5, session: REVOKED }, 'ended'],
      ['ended before a reused key', { generation: 5, key: 'last-key', session: REVOKED }, 'ended'],
      ['ended before a retry', { key: 'last-key', leewayMs: 10_000, session: REVOKED }, 'ended'],
      ['ended before reuse', { session: REVOKED }, 'ended'],
      ['a dead epoch before reuse', { session: EPOCH_DEAD }, 'ended'],
      ['a closed account before reuse', { user: { isActive: false } }, 'ended'],
      ['a rollback before expired', { generation: 6, session: EXPIRED }, 'store-rollback'],
      ['expired before a reused key', { generation: 5, key: 'last-key', session: EXPIRED }, 'expired'],
      ['expired before a retry', { key: 'last-key', leewayMs: 10_000, session: EXPIRED }, 'expired'],
    ])('%s', (_name, evidence, kind) => {
      expect(judge(evidence).kind).toBe(kind);
    });

    it('names the reason of the mark, not of the epoch or the account', () => {
      const verdict = judge({ session: { ...REVOKED, ...EPOCH_DEAD }, user: { isActive: false } });
      expect(verdict).toMatchObject({ kind: 'ended', reason: 'logout' });
    });

    it('lets the key explain a retry that the leeway would take, too', () => {
      expect(judge({ key: 'last-key', leewayMs: 10_000 })).toMatchObject({ by: 'idempotency-key' });
    });
  });

  describe('a retry by key', () => {
    it.each<[string, Case, string]>([
      ['is one at 60 s', keyAged(60_000), 'retry'],
      ['is reuse 1 ms later', keyAged(60_001), 'reused'],
      ['needs the same key', { key: 'other-key' }, 'reused'],
      ['needs a key', { key: null }, 'reused'],
      ['is not made by two absent keys', { key: null, session: { idempotencyKeyHash: null } }, 'reused'],
      ['is none where the refresh had no key', { key: 'last-key', session: { idempotencyKeyHash: null } }, 'reused'],
      ['is none two generations back', { generation: 3, key: 'last-key' }, 'reused'],
      ['may come from another device', { key: 'last-key', device: 'phone' }, 'retry'],
    ])('%s', (_name, evidence, kind) => {
      expect(judge(evidence).kind).toBe(kind);
    });

    it('is no reuse of the key when both are absent at the live token', () => {
      expect(judge({ generation: 5, key: null, session: { idempotencyKeyHash: null } }).kind).toBe('current');
    });
  });

  describe('the leeway', () => {
    it.each<[string, Case, string]>([
      ['of 0 is none, even in the same millisecond', { leewayMs: 0, session: { lastUsedAt: NOW } }, 'reused'],
      ['takes what is as old as itself', leewayAged(10_000), 'retry'],
      ['refuses what is 1 ms older', leewayAged(10_001), 'reused'],
      ['refuses another device', { ...leewayAged(1), device: 'phone' }, 'reused'],
      ['refuses two generations back', { ...leewayAged(1), generation: 3 }, 'reused'],
      ['takes a retry with another key', { ...leewayAged(1), key: 'other-key' }, 'retry'],
    ])('%s', (_name, evidence, kind) => {
      expect(judge(evidence).kind).toBe(kind);
    });
  });

  it('keeps a spared session alive under the epoch that spared it', () => {
    const spared = { session: EPOCH_DEAD, user: { sparedSessionId: 'session' } };
    expect(judge({ generation: 5, ...spared }).kind).toBe('current');
    expect(judge(spared).kind).toBe('reused');
    expect(judge({ session: EPOCH_DEAD, user: { sparedSessionId: 'another' } }).kind).toBe('ended');
  });

  describe('of anything', () => {
    const few = fc.constantFrom;
    const mostly = <T>(usual: T, ...others: T[]) => fc.constantFrom(usual, usual, usual, usual, usual, ...others);
    const sessions: fc.Arbitrary<Partial<Session>> = fc.record({
      userEpoch: mostly(3, 2),
      generation: few(4, 5),
      expiresAt: mostly(at(1000), at(1), NOW, at(-1)),
      lastUsedAt: few(0, -4999, -5000, -5001, -10_000, -10_001, -60_000, -60_001).map(at),
      revokedAt: mostly(null, at(-500)),
      revokedReason: few('logout', 'evicted'),
      idempotencyKeyHash: few(null, 'last-key'),
    });
    const users: fc.Arbitrary<Partial<User>> = fc.record({
      isActive: mostly(true, false),
      sparedSessionId: few(null, 'session', 'another'),
    });
    const cases = fc.record({
      generation: few(2, 3, 4, 5, 6),
      key: few(null, 'last-key', 'new-key'),
      family: mostly('family', 'other'),
      device: few('laptop', 'phone'),
      leewayMs: few(0, 5000, 10_000),
      session: fc.option(sessions, { freq: 20, nil: null }),
      user: fc.option(users, { freq: 20, nil: null }),
    });

    it('is exactly one verdict: the one whose whole condition holds', () => {
      fc.assert(
        fc.property(cases, (evidence) => {
          expect(conditionsThatHold(evidence)).toEqual([judge(evidence).kind]);
        }),
        { numRuns: 3000 },
      );
    });

    it('never lets an ended session live on, and never calls its token stolen', () => {
      const ended = cases.filter(({ session, user }) => isEnded(session, user));
      fc.assert(
        fc.property(ended, (evidence) => {
          expect(['forged', 'ended']).toContain(judge(evidence).kind);
        }),
        { numRuns: 1000 },
      );
    });
  });
});

function isEnded(session: Case['session'], user: Case['user']): boolean {
  if (!session) return false;
  const isOfDeadEpoch = session.userEpoch !== USER.sessionEpoch && user?.sparedSessionId !== SESSION.id;
  return session.revokedAt !== null || !user?.isActive || isOfDeadEpoch;
}

/** The verdict table, each row with all that the rows above it leave to it. */
function conditionsThatHold({ generation = 0, key, family, device, leewayMs = 0, session, user }: Case): string[] {
  if (!session) return ['unknown'];
  const isGenuine = family === SESSION.familyHash;
  const isAlive = isGenuine && !isEnded(session, user);
  const behind = session.generation! - generation;
  const isInTime = isAlive && behind >= 0 && session.expiresAt! > NOW;
  const isSameKey = key !== null && key === session.idempotencyKeyHash;
  const age = NOW.getTime() - session.lastUsedAt!.getTime();
  const isInLeeway = leewayMs > 0 && age <= leewayMs && device === 'laptop';
  const isRetry = behind === 1 && ((isSameKey && age <= 60_000) || isInLeeway);
  const table: Record<RefreshVerdict['kind'], boolean> = {
    unknown: false,
    forged: !isGenuine,
    ended: isGenuine && !isAlive,
    'store-rollback': isAlive && behind < 0,
    expired: isAlive && behind >= 0 && !isInTime,
    'key-reused': isInTime && behind === 0 && isSameKey,
    current: isInTime && behind === 0 && !isSameKey,
    retry: isInTime && isRetry,
    reused: isInTime && behind > 0 && !isRetry,
  };
  return Object.entries(table).flatMap(([kind, holds]) => (holds ? [kind] : []));
}
