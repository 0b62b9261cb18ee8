import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { StorageUnavailable } from '../../../domain/errors.js';
import { lockFolder } from './folder-lock.js';
import { migrate, migrateModule } from './schema.js';
import { toFault } from './sqlite-faults.js';

export type Row = Record<string, unknown>;

/** Values for `?`, in order, or one object for `:name`s. */
type Bindings = SQLInputValue[] | [Record<string, SQLInputValue>];

/** How long a write waits for another process's (the CLI's); the event loop waits with it. */
const BUSY_TIMEOUT_MS = 500;
const SECOND_WRITER_TIMEOUT_MS = 5000;

interface QueuedWrite {
  /** Runs inside the group's transaction; returns what settles the caller, which runs after COMMIT. */
  run(): () => void;
  fail(cause: unknown): void;
}

/**
 * One SQLite database: WAL, `synchronous=FULL`, one writer. The writes of one turn of the event loop share one
 * transaction, and so one fsync; each has its own savepoint, and nobody is answered before COMMIT.
 */
export class SqliteStore {
  private readonly statements = new Map<string, StatementSync>();
  private queue: QueuedWrite[] = [];
  /** A transaction could not be rolled back: it may hold what nobody was told of, so nothing goes on over it. */
  private isStuck = false;

  private constructor(
    private readonly db: DatabaseSync,
    private readonly lock: DatabaseSync | null,
  ) {}

  /** Opens (and creates) the database in `folder` and keeps other servers out of it. @throws Error if one is there */
  static open(folder: string): SqliteStore {
    makeFolder(folder);
    const lock = lockFolder(folder);
    try {
      return SqliteStore.openFile(folder, BUSY_TIMEOUT_MS, lock);
    } catch (fault) {
      lock.close();
      throw fault;
    }
  }

  /** As `open`, for a second writer beside the server: its writes wait for the server's, up to 5 s. */
  static openBeside(folder: string): SqliteStore {
    makeFolder(folder);
    return SqliteStore.openFile(folder, SECOND_WRITER_TIMEOUT_MS, null);
  }

  private static openFile(folder: string, timeout: number, lock: DatabaseSync | null): SqliteStore {
    const path = join(folder, 'ratchet.db');
    const db = new DatabaseSync(path, { timeout });
    try {
      chmodSync(path, 0o600);
      return SqliteStore.prepare(db, lock);
    } catch (fault) {
      db.close();
      throw fault;
    }
  }

  /** A database that lives and dies with the process, for tests. */
  static inMemory(): SqliteStore {
    return SqliteStore.prepare(new DatabaseSync(':memory:'), null);
  }

  private static prepare(db: DatabaseSync, lock: DatabaseSync | null): SqliteStore {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    migrate(db);
    return new SqliteStore(db, lock);
  }

  /** The first row, or undefined. Sees committed data only: a group of writes is never open across turns. */
  get(sql: string, ...values: Bindings): Row | undefined {
    return this.reading(() => this.statement(sql).get(...(values as SQLInputValue[])));
  }

  all(sql: string, ...values: Bindings): Row[] {
    return this.reading(() => this.statement(sql).all(...(values as SQLInputValue[])));
  }

  /**
   * Runs `job` with the other writes of this turn; resolves after COMMIT with what it returned.
   * @throws what `job` threw (its own statements are undone, the others' aren't), a bug in its SQL included
   * @throws StorageUnavailable the store failed the job, or the whole transaction; nothing of it happened
   */
  write<T>(job: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.queue.push({
        run: () => {
          const result = this.inSavepoint(job);
          return result.isDone ? () => resolve(result.value) : () => reject(toFault(result.cause));
        },
        fail: (cause) => reject(new StorageUnavailable(cause)),
      });
      if (this.queue.length === 1) setImmediate(() => this.commitQueue());
    });
  }

  /** Runs a statement inside `write`; returns the number of rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  /**
   * Brings the tables of a module of one's own up to date, before anybody uses them. Each entry takes them one version on;
   * a published entry is never edited. @throws Error a newer version of the module was here
   */
  migrate(name: string, migrations: readonly string[]): void {
    migrateModule(this.db, name, migrations);
  }

  /** Commits what is queued, then closes. */
  close(): void {
    if (!this.db.isOpen) return;
    this.commitQueue();
    this.statements.clear();
    this.db.close();
    this.lock?.close();
  }

  private commitQueue(): void {
    const group = this.queue;
    this.queue = [];
    if (group.length === 0) return;
    try {
      this.unstick();
      this.db.exec('BEGIN IMMEDIATE');
      const settlements = group.map((write) => write.run());
      this.db.exec('COMMIT');
      for (const settle of settlements) settle();
    } catch (cause) {
      this.rollBack();
      for (const write of group) write.fail(cause);
    }
  }

  private reading<T>(read: () => T): T {
    try {
      this.unstick();
      return read();
    } catch (cause) {
      throw toFault(cause);
    }
  }

  private inSavepoint<T>(job: () => T): { isDone: true; value: T } | { isDone: false; cause: unknown } {
    this.db.exec('SAVEPOINT job');
    try {
      const value = job();
      this.db.exec('RELEASE job');
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

  private unstick(): void {
    if (this.isStuck) this.rollBack();
    if (this.isStuck) throw new StorageUnavailable('a failed transaction can not be rolled back');
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
