import type { Clock } from '../../../application/ports/clock.js';
import type { SqliteStore } from './sqlite-store.js';

const EVERY_MS = 60_000;
/** Small enough that a bite never holds the event loop for long; requests come in between. */
const ROWS_AT_ONCE = 500;

/** Of audit events, in this order, only ever the beginning of a chain goes, which is what its verification allows. */
const PURGES = [
  ['sessions', 'purgeAt'],
  ['actionTokens', 'purgeAt'],
  ['auditEvents', 'purgeAt', 'seq'],
  ['requestCounters', 'resetsAt'],
  ['lockouts', 'drainedAt'],
].map(
  ([table = '', until = '', ...order]) =>
    `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${until} <= ? ORDER BY ${[until, ...order].join()} LIMIT ${ROWS_AT_ONCE})`,
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
    this.timer = setInterval(() => void this.purge().catch(() => undefined), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Deletes what is past its `purgeAt`, the oldest first, in bites of 500 rows; returns how many rows. */
  async purge(): Promise<number> {
    const now = this.clock.now().getTime();
    let purged = 0;
    for (const sql of PURGES) {
      for (let bite = ROWS_AT_ONCE; bite === ROWS_AT_ONCE; purged += bite) {
        bite = await this.store.write(() => this.store.run(sql, now));
      }
    }
    return purged;
  }
}
