import { CLOCK_SKEW_MS, type FailureLimit, type Limits, NOT_LOCKED } from '../../../domain/lockout.js';

/**
 * The rules of `domain/lockout.ts` as update pipelines, so that a guess costs one operation however many guess at once; the
 * contract suite holds them to the domain's. Names of counters come from clients: hence `$literal`. Sums are of milliseconds,
 * because not every server adds to dates.
 */
interface Stage {
  readonly $set: Record<string, unknown>;
}

/** As `addFailure`; `wasFree` tells whether anything was counted. */
export function adding(limits: Limits, now: Date): Stage[] {
  return [
    remembering(now),
    { $set: { wasFree: isFree(limits, now) } },
    ...limits.map((limit): Stage => {
      const counted = { $concatArrays: [others(limit), [oneMore(limit, now)]] };
      return { $set: { counts: { $cond: ['$wasFree', counted, '$counts'] } } };
    }),
    ending(now),
  ];
}

/** As `takeBackFailure`. */
export function takingBack(limits: readonly FailureLimit[], now: Date): Stage[] {
  return [...limits.map(oneLess), remembering(now), ending(now)];
}

/** As `forgiveFailures`. */
export function forgiving([own, ...rest]: Limits, now: Date): Stage[] {
  return [{ $set: { counts: others(own) } }, ...takingBack(rest, now)];
}

function remembering(now: Date): Stage {
  return { $set: { counts: { $filter: { input: '$counts', cond: { $gt: ['$$this.drainedAt', now] } } } } };
}

function isFree(limits: Limits, now: Date) {
  const isOne = { $in: ['$$this.counter', limits.map(({ counter }) => ({ $literal: counter }))] };
  const locked = { $filter: { input: '$counts', cond: { $and: [isOne, { $gt: ['$$this.lockedUntil', now] }] } } };
  return { $eq: [{ $size: locked }, 0] };
}

function others({ counter }: FailureLimit) {
  return { $filter: { input: '$counts', cond: { $ne: ['$$this.counter', { $literal: counter }] } } };
}

function oneMore({ counter, drainMs, locksMs }: FailureLimit, now: Date) {
  const isIt = { $eq: ['$$this.counter', { $literal: counter }] };
  const drained = { $map: { input: { $filter: { input: '$counts', cond: isIt } }, in: '$$this.drainedAt' } };
  const leftMs = { $subtract: [{ $toLong: { $ifNull: [{ $max: drained }, now] } }, now.getTime()] };
  const debtMs = { $add: [leftMs, drainMs] };
  const failures = { $ceil: { $divide: [{ $subtract: ['$$debtMs', CLOCK_SKEW_MS] }, drainMs] } };
  const lockMs = { $arrayElemAt: [locksMs, { $subtract: [{ $min: [failures, locksMs.length] }, 1] }] };
  return {
    $let: {
      vars: { debtMs },
      in: {
        counter: { $literal: counter },
        drainedAt: { $toDate: { $add: [now.getTime(), '$$debtMs'] } },
        lockedUntil: { $cond: [{ $eq: [lockMs, 0] }, NOT_LOCKED, { $toDate: { $add: [now.getTime(), lockMs] } }] },
      },
    },
  };
}

function oneLess({ counter, drainMs }: FailureLimit): Stage {
  const drainedAt = { $toDate: { $subtract: [{ $toLong: '$$this.drainedAt' }, drainMs] } };
  const less = { drainedAt, lockedUntil: NOT_LOCKED };
  const isIt = { $eq: ['$$this.counter', { $literal: counter }] };
  const changed = { $cond: [isIt, { $mergeObjects: ['$$this', less] }, '$$this'] };
  return { $set: { counts: { $map: { input: '$counts', in: changed } } } };
}

/** From then on the document says nothing any more, and may vanish. */
function ending(now: Date): Stage {
  // Not `$counts.drainedAt`: the test server makes nothing of a path through an array, and then forgets at once.
  const drained = { $map: { input: '$counts', in: '$$this.drainedAt' } };
  return { $set: { drainedAt: { $ifNull: [{ $max: drained }, now] } } };
}
