import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { StorageUnavailable } from '../../../domain/errors.js';
import { toFault } from './sqlite-faults.js';

/** Where commits go to survive a power cut. */
export interface Durability {
  /** Resolves when all that was committed before is on the disk. */
  sync(): Promise<void>;
  /** The same, and nothing else happens meanwhile. */
  syncNow(): void;
}

/** A group goes on its way with so many writes, however many more may come. */
const GROUP_LIMIT = 64;

/** A login writes three times before its event; more groups than that keep nothing from the disk. */
const MOST_LINGERS = 3;

/** When a write is answered: once it is on the disk, or as soon as it is committed. */
export type Answer = 'synced' | 'committed';

interface QueuedWrite {
  readonly answer: Answer;
  /** Inside the group's transaction. */
  run(): void;
  /** Tells the caller what `run` has given. */
  settle(): void;
  /** Tells the caller that nothing may be built on it. */
  fail(cause: unknown): void;
}

/**
 * The writes of one turn of the event loop, and those that come while a group is on its way to the disk, share one
 * transaction and one sync. Each has its own savepoint. What is answered when committed is on its way to the disk a few turns
 * later, and there before any later write is answered or refused: the writes that it leads to share its sync.
 */
export class GroupCommit {
  private queue: QueuedWrite[] = [];
  private isDraining = false;
  /** Something was committed that is not on its way to the disk. */
  private isSyncOwed = false;
  /** How often the owed sync has waited for what may share it. */
  private lingered = 0;
  /** A transaction could not be rolled back: it may hold what nobody was told of, so nothing goes on over it. */
  private isStuck = false;
  /** Why a sync failed. The system may have thrown away what it could not write, and a later sync can't tell: only a restart can. */
  private lost: { readonly cause: unknown } | null = null;
  private readonly savepoint: StatementSync;
  private readonly release: StatementSync;

  /** @param durability null for a database in memory */
  constructor(
    private readonly db: DatabaseSync,
    private readonly durability: Durability | null,
  ) {
    this.savepoint = db.prepare('SAVEPOINT job');
    this.release = db.prepare('RELEASE job');
  }

  /** See `SqliteStore.write`. */
  write<T>(job: () => T, answer: Answer): Promise<T> {
    return new Promise((resolve, reject) => {
      let settle = () => {};
      const run = () => {
        const result = this.inSavepoint(job);
        settle = result.isDone ? () => resolve(result.value) : () => reject(toFault(result.cause));
      };
      this.queue.push({ answer, run, settle: () => settle(), fail: (cause) => reject(new StorageUnavailable(cause)) });
      if (!this.isDraining) void this.drain();
    });
  }

  /** @throws StorageUnavailable what is in the database may not be built upon */
  assertSound(): void {
    if (this.lost !== null) {
      throw new StorageUnavailable(new Error('what was committed may not be on the disk', { cause: this.lost.cause }));
    }
    if (this.isStuck) this.rollBack();
    if (this.isStuck) throw new StorageUnavailable('a failed transaction can not be rolled back');
  }

  /** Commits and syncs what is queued, at once. */
  close(): void {
    const waiting = this.commitGroup(this.take());
    try {
      const isOwed = this.isSyncOwed;
      this.isSyncOwed = false;
      if (isOwed) this.durability?.syncNow();
      for (const write of waiting) write.settle();
    } catch (cause) {
      this.lost = { cause };
      for (const write of waiting) write.fail(cause);
    }
  }

  private async drain(): Promise<void> {
    this.isDraining = true;
    while (this.queue.length > 0 || this.isSyncOwed) await this.advance();
    this.isDraining = false;
  }

  private async advance(): Promise<void> {
    if (this.queue.length > 0) await this.gather();
    const group = this.take();
    const waiting = this.commitGroup(group);
    const leadsOn = group.length > 0 && waiting.length === 0;
    if (!leadsOn || this.lingered === MOST_LINGERS) return this.confirm(waiting);
    this.lingered += 1;
    // What the answered ones lead to comes within two turns, by way of the audit trail's queue.
    await endOfTurn();
    await endOfTurn();
  }

  /** A turn that brings no further write has nothing left to wait for. */
  private async gather(): Promise<void> {
    let before: number;
    do {
      before = this.queue.length;
      await endOfTurn();
    } while (this.queue.length > before && this.queue.length < GROUP_LIMIT);
  }

  private take(): QueuedWrite[] {
    const group = this.queue;
    this.queue = [];
    return group;
  }

  /** Returns the writes that wait for the disk; those that a failed transaction took with it wait, too, for what went before. */
  private commitGroup(group: readonly QueuedWrite[]): readonly QueuedWrite[] {
    try {
      this.commit(group);
    } catch (cause) {
      return group.map((write) => ({ ...write, settle: () => write.fail(cause) }));
    }
    for (const write of group) if (write.answer === 'committed') write.settle();
    return group.filter(({ answer }) => answer === 'synced');
  }

  private commit(group: readonly QueuedWrite[]): void {
    // Closing may have taken them.
    if (group.length === 0) return;
    try {
      this.assertSound();
      this.db.exec('BEGIN IMMEDIATE');
      for (const write of group) write.run();
      this.db.exec('COMMIT');
      this.isSyncOwed = true;
    } catch (cause) {
      this.rollBack();
      throw cause;
    }
  }

  private async confirm(waiting: readonly QueuedWrite[]): Promise<void> {
    try {
      await this.sync();
      for (const write of waiting) write.settle();
    } catch (cause) {
      for (const write of waiting) write.fail(cause);
    }
  }

  private async sync(): Promise<void> {
    if (!this.isSyncOwed) return;
    this.isSyncOwed = false;
    this.lingered = 0;
    try {
      await this.durability?.sync();
    } catch (cause) {
      this.lost = { cause };
      throw cause;
    }
  }

  private inSavepoint<T>(job: () => T): { isDone: true; value: T } | { isDone: false; cause: unknown } {
    this.savepoint.run();
    try {
      const value = job();
      this.release.run();
      return { isDone: true, value };
    } catch (cause) {
      // Some errors (disk full, I/O) end the whole transaction: then nothing of the group may be answered as done.
      if (!this.db.isTransaction) throw cause;
      this.db.exec('ROLLBACK TO job; RELEASE job');
      return { isDone: false, cause };
    }
  }

  /** Never throws: whoever comes next tries again before anything else. */
  private rollBack(): void {
    try {
      if (this.db.isOpen && this.db.isTransaction) this.db.exec('ROLLBACK');
      this.isStuck = false;
    } catch {
      this.isStuck = true;
    }
  }
}
