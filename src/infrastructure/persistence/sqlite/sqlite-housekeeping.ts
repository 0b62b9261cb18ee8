import type { Clock } from '../../../application/ports/clock.js';
import type { SqliteStore } from './sqlite-store.js';

const EVERY_MS = 60_000;
/** Small enough that a purge never holds the event loop for long. */
const ROWS_AT_ONCE = 500;

/** What is kept for a time, and the column that says how long. */
const KEPT_UNTIL = [
  ['sessions', 'purgeAt'],
  ['requestCounters', 'resetsAt'],
  ['lockouts', 'drainedAt'],
];

const PURGES = KEPT_UNTIL.map(
  ([table, until]) =>
    `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${until} <= ? ORDER BY ${until} LIMIT ${ROWS_AT_ONCE})`,
);

/** Does for SQLite what TTL indexes do in MongoDB. */
export class SqliteHousekeeping {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: SqliteStore,
    private readonly clock: Clock,
  ) {}

  start(): void {
    // A purge that fails is done a minute later; the store's own health says that something is wrong.
    this.timer = setInterval(() => void this.purgeAll().catch(() => undefined), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Deletes up to 500 rows of each table that are past their time; returns how many. */
  purge(): Promise<number> {
    const now = this.clock.now().getTime();
    return this.store.write(() => PURGES.reduce((purged, sql) => purged + this.store.run(sql, now), 0));
  }

  /** In bites, between which others have their turn: an attack can leave more counters in a minute than one bite takes. */
  private async purgeAll(): Promise<void> {
    while ((await this.purge()) >= ROWS_AT_ONCE);
  }
}
