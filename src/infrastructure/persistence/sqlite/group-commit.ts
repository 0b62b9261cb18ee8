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

interface QueuedWrite {
  /** Runs inside the group's transaction; returns what settles the caller, which runs when the group is on the disk. */
  run(): () => void;
  fail(cause: unknown): void;
}

/**
 * The writes of one turn of the event loop, and those that come while a group is on its way to the disk, share one
 * transaction and one sync. Each has its own savepoint, and nobody is answered before both are done.
 */
export class GroupCommit {
  private queue: QueuedWrite[] = [];
  private isDraining = false;
  /** A transaction could not be rolled back: it may hold what nobody was told of, so nothing goes on over it. */
  private isStuck = false;
  /** A sync failed. The system may have thrown away what it could not write, and a later sync can't tell: only a restart can. */
  private isLost = false;
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
  write<T>(job: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.queue.push({
        run: () => {
          const result = this.inSavepoint(job);
          return result.isDone ? () => resolve(result.value) : () => reject(toFault(result.cause));
        },
        fail: (cause) => reject(new StorageUnavailable(cause)),
      });
      if (!this.isDraining) void this.drain();
    });
  }

  /** @throws StorageUnavailable what is in the database may not be built upon */
  assertSound(): void {
    if (this.isLost) throw new StorageUnavailable('what was committed may not be on the disk');
    if (this.isStuck) this.rollBack();
    if (this.isStuck) throw new StorageUnavailable('a failed transaction can not be rolled back');
  }

  /** Commits what is queued, at once. */
  close(): void {
    const group = this.take();
    if (group.length === 0) return;
    try {
      const settlements = this.commit(group);
      this.durability?.syncNow();
      for (const settle of settlements) settle();
    } catch (cause) {
      for (const write of group) write.fail(cause);
    }
  }

  private async drain(): Promise<void> {
    this.isDraining = true;
    while (this.queue.length > 0) {
      await this.gather();
      await this.commitAndSync(this.take());
    }
    this.isDraining = false;
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

  private async commitAndSync(group: readonly QueuedWrite[]): Promise<void> {
    // Closing has taken them.
    if (group.length === 0) return;
    try {
      const settlements = this.commit(group);
      if (this.durability !== null) await this.sync(this.durability);
      for (const settle of settlements) settle();
    } catch (cause) {
      for (const write of group) write.fail(cause);
    }
  }

  private commit(group: readonly QueuedWrite[]): (() => void)[] {
    try {
      this.assertSound();
      this.db.exec('BEGIN IMMEDIATE');
      const settlements = group.map((write) => write.run());
      this.db.exec('COMMIT');
      return settlements;
    } catch (cause) {
      this.rollBack();
      throw cause;
    }
  }

  private async sync(durability: Durability): Promise<void> {
    try {
      await durability.sync();
    } catch (cause) {
      this.isLost = true;
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
