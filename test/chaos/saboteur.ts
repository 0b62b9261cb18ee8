// Loaded into the service before its own modules (`node --import`): fails its SQL statements, and turns its clock, as it is told to.
import { DatabaseSync, StatementSync } from 'node:sqlite';

interface Order {
  readonly arm?: { readonly kind: keyof typeof CODES; readonly nth: number; readonly times: number };
  readonly disarm?: true;
  /** Milliseconds by which the clock is ahead from now on. */
  readonly shift?: number;
  /** Whether databases may take more room than they have. */
  readonly grows?: boolean;
}

/** Result codes, and whether SQLite ends the transaction when it meets them (sqlite.org/lang_transaction.html). */
const CODES = {
  'disk full': { errcode: 13, message: 'database or disk is full', endsTransaction: true },
  'I/O error': { errcode: 10, message: 'disk I/O error', endsTransaction: true },
  busy: { errcode: 5, message: 'database is locked', endsTransaction: false },
} as const;

/** The revocation feed asks once a second. */
const POLLING = /^SELECT id, revokedAt FROM sessions WHERE revokedAt >=/;

let fault: NonNullable<Order['arm']> | null = null;
let passed = 0;
let hits: string[] = [];
let shift = 0;

function meet(sql: string, db: DatabaseSync | null): void {
  if (fault === null || POLLING.test(sql)) return;
  passed += 1;
  if (passed < fault.nth || passed >= fault.nth + fault.times) return;
  hits.push(sql.trim().split(/\s+/, 2).join(' '));
  const { errcode, message, endsTransaction } = CODES[fault.kind];
  if (endsTransaction && db?.isTransaction === true) exec.call(db, 'ROLLBACK');
  throw Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode, errstr: message });
}

const { exec, prepare } = DatabaseSync.prototype;
const owners = new WeakMap<StatementSync, DatabaseSync>();

const databases = new Set<DatabaseSync>();

DatabaseSync.prototype.exec = function (sql: string): void {
  databases.add(this);
  meet(sql, this);
  exec.call(this, sql);
};

DatabaseSync.prototype.prepare = function (...args: Parameters<typeof prepare>): StatementSync {
  const statement = prepare.apply(this, args);
  owners.set(statement, this);
  return statement;
};

for (const name of ['run', 'get', 'all'] as const) {
  const real = StatementSync.prototype[name] as (...values: unknown[]) => unknown;
  Object.defineProperty(StatementSync.prototype, name, {
    value(this: StatementSync, ...values: unknown[]) {
      meet(this.sourceSQL, owners.get(this) ?? null);
      return real.apply(this, values);
    },
  });
}

const RealDate = Date;

// Mongoose knows the type of a path by the name of its class.
globalThis.Date = class Date extends RealDate {
  constructor(...args: [] | [number]) {
    super(...(args.length === 0 ? ([RealDate.now() + shift] as const) : args));
  }

  static override now(): number {
    return RealDate.now() + shift;
  }
} as DateConstructor;

function limit(database: DatabaseSync, grows: boolean): void {
  if (!database.isOpen) return;
  const pages = grows ? 1_000_000_000 : Number(prepare.call(database, 'PRAGMA page_count').get()?.['page_count']);
  exec.call(database, `PRAGMA max_page_count = ${pages}`);
}

process.on('message', (order: Order) => {
  if (order.shift !== undefined) shift = order.shift;
  if (order.grows !== undefined) for (const database of databases) limit(database, order.grows);
  if (order.arm !== undefined || order.disarm === true) fault = order.arm ?? null;
  const answer = { hits };
  if (order.arm !== undefined) [passed, hits] = [0, []];
  process.send?.(answer);
});
process.channel?.unref();
