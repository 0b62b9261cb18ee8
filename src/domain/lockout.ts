import { networkOf, siteOf } from './client-network.js';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/** A person mistypes; a fifth failure in a row is rare, and from then on waiting costs a guesser more than a person. */
const FREE_FAILURES = 5;
/** A /48 can be many people's, so more is forgiven there. */
const FREE_FAILURES_OF_SITE = 20;
/** Slower than the longest lock, so that the locks double up to it. */
const FORGET_ONE_MS = 2 * HOUR_MS;
/** Doubling from 30 s to an hour (NIST SP 800-63B-4 §3.2.2). */
const LOCKS_MS = [30, 60, 120, 240, 480, 960, 1920, 3600].map((seconds) => seconds * SECOND_MS);

/** The most failures that one account is allowed over all networks (NIST SP 800-63B-4 §3.2.2), and their decay. */
const FAILURES_OF_ACCOUNT = 100;
const ACCOUNT_DECAY_MS = 24 * HOUR_MS;

/** Instances' clocks may differ by so much without a failure being counted twice. */
export const CLOCK_SKEW_MS = 10_000;

/** What a failure is counted under. Known devices and sessions are counted apart from everyone who is neither. */
export type LimitKind = 'network' | 'site' | 'account' | 'device' | 'session' | 'known';

/** How failures of one kind add up. */
export interface FailureLimit {
  readonly kind: LimitKind;
  /** Names the count within its account. */
  readonly counter: string;
  /** One failure is forgotten after this time, then the next. */
  readonly drainMs: number;
  /** How long the n-th remembered failure locks; the last entry holds for all that follow. */
  readonly locksMs: readonly number[];
}

/** The limits that one guess is held to; the first is the guesser's own. */
export type Limits = readonly [FailureLimit, ...FailureLimit[]];

/** What is remembered of one counter. */
export interface FailureCount {
  readonly counter: string;
  /** When the last of its failures will be forgotten: their number is what is left until then, in `drainMs`. */
  readonly drainedAt: Date;
  /** No guess before that. */
  readonly lockedUntil: Date;
}

export const NOT_LOCKED = new Date(0);

/** All that is remembered of one account; empty for most. */
export type FailureCounts = readonly FailureCount[];

export interface Lock {
  readonly kind: LimitKind;
  readonly until: Date;
}

/** Who guesses: a device that has signed in to this account before, a live session of it, or anybody. */
export type Guesser =
  { readonly deviceId: string } | { readonly sessionId: string } | { readonly ipAddress: string | null };

/**
 * Anybody is held to a limit for each network and one for the account. A known device or session is not: otherwise
 * whoever fails often enough would lock the owner out. It has limits of its own, which strangers can't use up.
 */
export function limitsFor(guesser: Guesser): Limits {
  if ('deviceId' in guesser) return [escalating('device', guesser.deviceId, FREE_FAILURES), overall('known')];
  if ('sessionId' in guesser) return [escalating('session', guesser.sessionId, FREE_FAILURES), overall('known')];
  const network = escalating('network', networkOf(guesser.ipAddress), FREE_FAILURES);
  const site = siteOf(guesser.ipAddress);
  return site === null
    ? [network, overall('account')]
    : [network, escalating('site', site, FREE_FAILURES_OF_SITE), overall('account')];
}

function escalating(kind: LimitKind, id: string, free: number): FailureLimit {
  return { kind, counter: `${kind} ${id}`, drainMs: FORGET_ONE_MS, locksMs: [...none(free - 1), ...LOCKS_MS] };
}

/** Past the limit one guess is free each time that one failure is forgotten. */
function overall(kind: LimitKind): FailureLimit {
  const drainMs = ACCOUNT_DECAY_MS / FAILURES_OF_ACCOUNT;
  return { kind, counter: kind, drainMs, locksMs: [...none(FAILURES_OF_ACCOUNT - 1), drainMs] };
}

function none(length: number): number[] {
  return Array.from({ length }, () => 0);
}

/** The lock among the limits that ends last, or null if a guess is free. */
export function lockOf(counts: FailureCounts, limits: Limits, now: Date): Lock | null {
  const locks = limits.flatMap(({ kind, counter }) => {
    const until = counts.find((count) => count.counter === counter)?.lockedUntil;
    return until !== undefined && until > now ? [{ kind, until }] : [];
  });
  return locks.reduce<Lock | null>((last, lock) => (last === null || lock.until > last.until ? lock : last), null);
}

/** Counts one failure under each limit; the very same counts if one of them is locked. */
export function addFailure(counts: FailureCounts, limits: Limits, now: Date): FailureCounts {
  if (lockOf(counts, limits, now) !== null) return counts;
  return limits.reduce((all, limit) => replace(all, limit, oneMore(all, limit, now)), remembered(counts, now));
}

/**
 * Takes back one failure of each of the limits, and the lock that it set: while one locks, no other was let through, so the
 * lock is its own, or that of one which now stands a step lower.
 */
export function takeBackFailure(counts: FailureCounts, limits: readonly FailureLimit[], now: Date): FailureCounts {
  return limits.reduce<FailureCounts>(
    (all, limit) => {
      const count = all.find(({ counter }) => counter === limit.counter);
      if (count === undefined) return all;
      const drainedAt = new Date(count.drainedAt.getTime() - limit.drainMs);
      return replace(all, limit, drainedAt > now ? { ...count, drainedAt, lockedUntil: NOT_LOCKED } : null);
    },
    remembered(counts, now),
  );
}

/** The guess was right: the guesser's own count is forgotten, and of the others only this guess. */
export function forgiveFailures(counts: FailureCounts, [own, ...others]: Limits, now: Date): FailureCounts {
  return takeBackFailure(replace(counts, own, null), others, now);
}

function oneMore(counts: FailureCounts, { counter, drainMs, locksMs }: FailureLimit, now: Date): FailureCount {
  const drainedAt = counts.find((count) => count.counter === counter)?.drainedAt ?? now;
  const debtMs = drainedAt.getTime() - now.getTime() + drainMs;
  const failures = Math.ceil((debtMs - CLOCK_SKEW_MS) / drainMs);
  const lockMs = locksMs[Math.min(failures, locksMs.length) - 1] ?? 0;
  return {
    counter,
    drainedAt: new Date(now.getTime() + debtMs),
    lockedUntil: lockMs === 0 ? NOT_LOCKED : new Date(now.getTime() + lockMs),
  };
}

function remembered(counts: FailureCounts, now: Date): FailureCounts {
  return counts.filter(({ drainedAt }) => drainedAt > now);
}

function replace(counts: FailureCounts, { counter }: FailureLimit, by: FailureCount | null): FailureCounts {
  const others = counts.filter((count) => count.counter !== counter);
  return by === null ? others : [...others, by];
}
