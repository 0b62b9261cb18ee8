import { RequestCounters, type WindowCount } from '../../../application/ports/request-counters.js';
import { date, integer, millis } from './columns.js';
import type { SqliteStore } from './sqlite-store.js';

const HIT = `
  INSERT INTO requestCounters (key, hits, resetsAt) VALUES (:key, 1, :now + :windowMs)
  ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN resetsAt > :now THEN hits + 1 ELSE 1 END,
    resetsAt = CASE WHEN resetsAt > :now THEN resetsAt ELSE excluded.resetsAt END
  RETURNING hits, resetsAt`;

export class SqliteRequestCounters extends RequestCounters {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  hit(key: string, windowMs: number, now: Date): Promise<WindowCount> {
    return this.store.writeFirst(() => {
      const row = this.store.get(HIT, { key, windowMs, now: millis(now) }) ?? {};
      return { hits: integer(row, 'hits'), resetsAt: date(row, 'resetsAt') };
    });
  }
}
