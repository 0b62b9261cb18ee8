import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Durability } from './group-commit.js';

const syncFile = promisify(fdatasync);

/**
 * Brings SQLite's write-ahead log to the disk, in libuv's pool: with `synchronous=FULL` SQLite does the same inside COMMIT,
 * and the event loop waits for the disk. A file's data is synced whichever descriptor asks (POSIX fdatasync); closing ours
 * takes no lock away, since SQLite keeps none on this file.
 */
export class WriteAheadLog implements Durability {
  private file: number | null = null;
  private syncing: Promise<void> = Promise.resolve();

  constructor(private readonly databasePath: string) {}

  sync(): Promise<void> {
    this.syncing = syncFile(this.open());
    return this.syncing;
  }

  syncNow(): void {
    fdatasyncSync(this.open());
  }

  /** After the sync that is on its way. */
  close(): void {
    const { file } = this;
    this.file = null;
    if (file !== null) void this.syncing.catch(() => undefined).then(() => closeSync(file));
  }

  /** Only once something was committed: SQLite makes the file when it first needs it. */
  private open(): number {
    return (this.file ??= openSync(`${this.databasePath}-wal`, 'r'));
  }
}
