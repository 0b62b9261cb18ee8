import type { AuditEvent, AuditType } from '../../domain/audit-event.js';

/** In milliseconds. Buckets begin at whole hours and midnights of UTC. */
export const BUCKET_MS = { hour: 3_600_000, day: 86_400_000 } as const;

export type BucketSize = keyof typeof BUCKET_MS;

/** Events of these types whose `occurredAt` is `from` or later, and before `to`. */
export interface EventRange {
  readonly types: readonly AuditType[];
  readonly from: Date;
  readonly to: Date;
}

/** How many events of a type a bucket holds; `at` is its start. */
export interface BucketCount {
  readonly type: AuditType;
  readonly at: Date;
  readonly count: number;
}

/** Figures of the audit trail. Every method throws `StorageUnavailable` when the store can't do it. */
export abstract class AuditFigures {
  /**
   * One count for each type and bucket that holds any, in no order. Answered from the index of types and times alone: it
   * reads an entry for each event that it counts, and no event.
   */
  abstract countByBucket(range: EventRange, bucket: BucketSize): Promise<BucketCount[]>;

  /** The newest, by id, at most `limit`: read from the index of types and ids, so many of each type at the most. */
  abstract newest(range: EventRange, limit: number): Promise<AuditEvent[]>;
}
