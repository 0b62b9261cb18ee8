import { DomainError } from '../../domain/errors.js';
import { BUCKET_MS, type BucketSize } from '../ports/audit-figures.js';

const DEFAULT_MS = BUCKET_MS.day;
const MAX_DAYS = { hour: 31, day: 400 } as const satisfies Record<BucketSize, number>;

/** What was asked for: undefined is the default. */
export interface RangeRequest {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly bucket: BucketSize;
}

export interface OverviewRange {
  /** Included. */
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
  readonly bucket: BucketSize;
}

/**
 * `to` is now unless it is given, `from` a day before `to`.
 * @throws DomainError `validation-failed`: the range is empty, or longer than 31 days in hours or 400 days in days
 */
export function rangeOf({ bucket, ...given }: RangeRequest, now: Date): OverviewRange {
  const to = given.to ?? now;
  const from = given.from ?? new Date(to.getTime() - DEFAULT_MS);
  if (from >= to) {
    throw given.to === undefined ? refusal('from', 'must lie in the past') : refusal('to', 'must lie after `from`');
  }
  const days = MAX_DAYS[bucket];
  if (to.getTime() - from.getTime() > days * BUCKET_MS.day) {
    throw refusal('from', `must lie at most ${days} days before \`to\` where a bucket is one ${bucket}`);
  }
  return { from, to, bucket };
}

/** The starts of all buckets that the range touches; the first may lie before it. */
export function startsOf({ from, to, bucket }: OverviewRange): Date[] {
  const size = BUCKET_MS[bucket];
  const first = Math.floor(from.getTime() / size);
  const end = Math.ceil(to.getTime() / size);
  return Array.from({ length: end - first }, (_, index) => new Date((first + index) * size));
}

function refusal(field: string, message: string): DomainError {
  return new DomainError('validation-failed', 'The request is not valid.', { errors: [{ field, message }] });
}
