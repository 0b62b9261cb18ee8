import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { lockFolder } from './folder-lock.js';
import { GroupCommit } from './group-commit.js';
import { migrate, migrateModule } from './schema.js';
import { toFault } from './sqlite-faults.js';
import { WriteAheadLog } from './write-ahead-log.js';

export type Row = Record<string, unknown>;

/** Values for `?`, in order, or one object for `:name`s. */
type Bindings = SQLInputValue[] | [Record<string, SQLInputValue>];

/** How long a write waits for another process's (the CLI's); the event loop waits with it. */
const BUSY_TIMEOUT_MS = 500;
const SECOND_WRITER_TIMEOUT_MS = 5000;

/**
 * One SQLite database, one writer: a write-ahead log, and no answer to a `write` before the log is on the disk (`GroupCommit`).
 */
export class SqliteStore {
  private readonly statements = new Map<string, StatementSync>();
  private readonly commits: GroupCommit;

  private constructor(
    private readonly db: DatabaseSync,
    private readonly lock: DatabaseSync | null,
    private readonly log: WriteAheadLog | null,
  ) {
    this.commits = new GroupCommit(db, log);
  }

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
      return SqliteStore.prepare(db, lock, new WriteAheadLog(path));
    } catch (fault) {
      db.close();
      throw fault;
    }
  }

  /** A database that lives and dies with the process, for tests. */
  static inMemory(): SqliteStore {
    return SqliteStore.prepare(new DatabaseSync(':memory:'), null, null);
  }

  private static prepare(db: DatabaseSync, lock: DatabaseSync | null, log: WriteAheadLog | null): SqliteStore {
    // NORMAL: commits are synced by GroupCommit. What SQLite must sync in its own order (checkpoints, the log's head), it does.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    migrate(db);
    // A write's savepoint keeps the pages as they were: beyond 64 kB in a temporary file, if not told otherwise.
    db.exec('PRAGMA temp_store = MEMORY');
    return new SqliteStore(db, lock, log);
  }

  /** The first row, or undefined. Sees committed data only (which may be on its way to the disk): a group of writes is never open across turns. */
  get(sql: string, ...values: Bindings): Row | undefined {
    return this.reading(() => this.statement(sql).get(...(values as SQLInputValue[])));
  }

  all(sql: string, ...values: Bindings): Row[] {
    return this.reading(() => this.statement(sql).all(...(values as SQLInputValue[])));
  }

  /**
   * Runs `job` in a transaction, with the other writes of this turn; resolves with what it returned when that is on the disk.
   * @throws what `job` threw (its own statements are undone, the others' aren't), a bug in its SQL included
   * @throws StorageUnavailable the store failed the job, or the whole transaction: nothing of it happened. Or the disk failed
   * to take it: then the store answers nothing more until the process starts again
   */
  write<T>(job: () => T): Promise<T> {
    return this.commits.write(job, 'synced');
  }

  /**
   * As `write`, but resolves when the job is committed: all others see it, and until a moment later a power cut can undo it.
   * It is on the disk before any later `write` resolves or rejects. So it is for what another write follows before anybody
   * is answered, and the two share a sync; and for counters, which a power cut may turn back.
   */
  writeFirst<T>(job: () => T): Promise<T> {
    return this.commits.write(job, 'committed');
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
    this.commits.close();
    this.statements.clear();
    this.db.close();
    this.log?.close();
    this.lock?.close();
  }

  private reading<T>(read: () => T): T {
    try {
      this.commits.assertSound();
      return read();
    } catch (cause) {
      throw toFault(cause);
    }
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
