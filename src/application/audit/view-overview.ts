import { type AuditEvent, AUDIT_TYPES, type AuditType } from '../../domain/audit-event.js';
import { isSuspiciousType } from '../../domain/suspicion.js';
import type { AuditFigures, BucketCount } from '../ports/audit-figures.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { VerificationPolicy } from '../verification-policy.js';
import { type OverviewRange, rangeOf, type RangeRequest, startsOf } from './overview-range.js';

const NEWEST = 10;

type Figure = 'signIns' | 'failures' | 'refreshes' | 'reuse' | 'lockouts';

/** `at` is its start; the rest is how many such events fell into it, as far as it lies in the range. */
export type OverviewBucket = { readonly at: Date } & Readonly<Record<Figure, number>>;

export interface Overview extends OverviewRange {
  /** Every bucket that the range touches, in order. */
  readonly buckets: readonly OverviewBucket[];
  /** Neither revoked nor expired now: see `SessionRepository.countUnended`. */
  readonly liveSessions: number;
  /** The newest suspicious events of the range, reuse among them, newest first: at most 10. */
  readonly suspicious: readonly AuditEvent[];
}

/** What happened over time, and what somebody should look at. */
export class ViewOverview {
  constructor(
    private readonly figures: AuditFigures,
    private readonly sessions: SessionRepository,
    private readonly verification: VerificationPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Three reads at once: the counts, the newest, and the count of sessions (SQLite counts a day at a time, so that nobody
   * waits for all of it).
   * @throws DomainError `validation-failed` (`from`, `to`)
   */
  async execute(request: RangeRequest): Promise<Overview> {
    const now = this.clock.now();
    const range = rangeOf(request, now);
    const figureOf = this.counted();
    const suspicions = [...AUDIT_TYPES.filter(isSuspiciousType), 'session.reuse_detected' as const];
    const [counts, suspicious, liveSessions] = await Promise.all([
      this.figures.countByBucket({ ...range, types: [...figureOf.keys()] }, range.bucket),
      this.figures.newest({ ...range, types: suspicions }, NEWEST),
      this.sessions.countUnended(now),
    ]);
    return { ...range, buckets: bucketsOf(range, counts, figureOf), liveSessions, suspicious };
  }

  private counted(): Map<AuditType, Figure> {
    const figureOf = new Map<AuditType, Figure>([
      ['login.succeeded', 'signIns'],
      ['login.failed', 'failures'],
      ['session.refreshed', 'refreshes'],
      ['session.reuse_detected', 'reuse'],
      ['login.locked', 'lockouts'],
    ]);
    // Where addresses must be verified first, nobody is signed in by registering.
    return this.verification.isRequired ? figureOf : figureOf.set('user.registered', 'signIns');
  }
}

function bucketsOf(
  range: OverviewRange,
  counts: readonly BucketCount[],
  figureOf: ReadonlyMap<AuditType, Figure>,
): OverviewBucket[] {
  const byStart = Map.groupBy(counts, ({ at }) => at.getTime());
  return startsOf(range).map((at) => {
    const figures = { signIns: 0, failures: 0, refreshes: 0, reuse: 0, lockouts: 0 };
    for (const { type, count } of byStart.get(at.getTime()) ?? []) {
      const figure = figureOf.get(type);
      if (figure !== undefined) figures[figure] += count;
    }
    return { at, ...figures };
  });
}
