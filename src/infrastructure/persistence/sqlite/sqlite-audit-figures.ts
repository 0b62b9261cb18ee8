import { ID_SLACK_MS } from '../../../application/ports/audit-events.js';
import {
  AuditFigures,
  BUCKET_MS,
  type BucketCount,
  type BucketSize,
  type EventRange,
} from '../../../application/ports/audit-figures.js';
import type { AuditEvent, AuditType } from '../../../domain/audit-event.js';
import { firstIdOf, lastIdOf } from '../../../domain/uuid-time.js';
import { toEvent } from './audit-rows.js';
import { integer, text } from './columns.js';
import type { SqliteStore } from './sqlite-store.js';

export class SqliteAuditFigures extends AuditFigures {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  /** A day at a time: counting them all at once would hold the event loop. */
  async countByBucket({ types, from, to }: EventRange, bucket: BucketSize): Promise<BucketCount[]> {
    const size = BUCKET_MS[bucket];
    const sql = `
      SELECT type, occurredAt / ${size} AS bucket, count(*) AS events FROM auditEvents
      WHERE type IN (${types.map(() => '?').join()}) AND occurredAt >= ? AND occurredAt < ?
      GROUP BY type, bucket`;
    const counts: BucketCount[] = [];
    for (const [start, end] of daysOf(from.getTime(), to.getTime())) {
      const rows = this.store.all(sql, ...types, start, end);
      counts.push(
        ...rows.map((row) => ({
          type: text(row, 'type') as AuditType,
          at: new Date(integer(row, 'bucket') * size),
          count: integer(row, 'events'),
        })),
      );
      // Requests come first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return counts;
  }

  async newest({ types, from, to }: EventRange, limit: number): Promise<AuditEvent[]> {
    // The plus keeps the planner from the index of times, from which it would have to sort.
    const ofType = (_: AuditType, index: number) => `
      SELECT * FROM (
        SELECT * FROM auditEvents
        WHERE type = :type${index} AND id >= :first AND id <= :last AND +occurredAt >= :from AND +occurredAt < :to
        ORDER BY id DESC LIMIT :limit)`;
    const sql = `${types.map(ofType).join(' UNION ALL ')} ORDER BY id DESC LIMIT :limit`;
    const named = Object.fromEntries(types.map((type, index) => [`type${index}`, type]));
    const times = { from: from.getTime(), to: to.getTime() };
    const ids = { first: firstIdOf(times.from - ID_SLACK_MS), last: lastIdOf(times.to + ID_SLACK_MS) };
    return this.store.all(sql, { ...named, ...times, ...ids, limit }).map(toEvent);
  }
}

/** The parts of a range between midnights of UTC. */
function* daysOf(from: number, to: number): Iterable<[start: number, end: number]> {
  for (let start = from; start < to;) {
    const end = Math.min((Math.floor(start / BUCKET_MS.day) + 1) * BUCKET_MS.day, to);
    yield [start, end];
    start = end;
  }
}
