import { Lockouts } from '../../../application/ports/lockouts.js';
import {
  addFailure,
  type FailureCount,
  type FailureCounts,
  forgiveFailures,
  type Limits,
  type Lock,
  lockOf,
  takeBackFailure,
} from '../../../domain/lockout.js';
import { text } from './columns.js';
import type { SqliteStore } from './sqlite-store.js';

const WRITE = `
  INSERT INTO lockouts (account, counts, drainedAt) VALUES (?, ?, ?)
  ON CONFLICT (account) DO UPDATE SET counts = excluded.counts, drainedAt = excluded.drainedAt`;

type StoredCount = { readonly [K in keyof FailureCount]: FailureCount[K] extends Date ? number : FailureCount[K] };

/** Runs the domain's rules inside a transaction. */
export class SqliteLockouts extends Lockouts {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  async reserve(account: string, limits: Limits, now: Date): Promise<Lock | null> {
    const seen = await this.change(account, (counts) => addFailure(counts, limits, now));
    return lockOf(seen, limits, now);
  }

  async giveBack(account: string, limits: Limits, now: Date): Promise<void> {
    await this.change(account, (counts) => takeBackFailure(counts, limits, now));
  }

  async forgive(account: string, limits: Limits, now: Date): Promise<void> {
    await this.change(account, (counts) => forgiveFailures(counts, limits, now));
  }

  async forget(account: string): Promise<void> {
    await this.store.writeFirst(() => this.delete(account));
  }

  /** Returns the counts that it found; nothing is written when `step` gives the very same ones. */
  private change(account: string, step: (counts: FailureCounts) => FailureCounts): Promise<FailureCounts> {
    return this.store.writeFirst(() => {
      const seen = this.read(account);
      const next = step(seen);
      if (next !== seen) this.replace(account, next);
      return seen;
    });
  }

  private read(account: string): FailureCounts {
    const row = this.store.get('SELECT counts FROM lockouts WHERE account = ?', account);
    return row === undefined ? [] : (JSON.parse(text(row, 'counts')) as StoredCount[]).map(toCount);
  }

  private replace(account: string, counts: FailureCounts): void {
    const stored = counts.map(fromCount);
    if (stored.length === 0) this.delete(account);
    else this.store.run(WRITE, account, JSON.stringify(stored), Math.max(...stored.map(({ drainedAt }) => drainedAt)));
  }

  private delete(account: string): number {
    return this.store.run('DELETE FROM lockouts WHERE account = ?', account);
  }
}

function toCount({ counter, drainedAt, lockedUntil }: StoredCount): FailureCount {
  return { counter, drainedAt: new Date(drainedAt), lockedUntil: new Date(lockedUntil) };
}

function fromCount({ counter, drainedAt, lockedUntil }: FailureCount): StoredCount {
  return { counter, drainedAt: drainedAt.getTime(), lockedUntil: lockedUntil.getTime() };
}
