import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './sqlite-faults.js';

/**
 * Keeps other servers out of `folder` until it is closed: an exclusive transaction on a file of its own, which the
 * operating system ends with the process, however that ends. @throws Error in words for the operator
 */
export function lockFolder(folder: string): DatabaseSync {
  const path = join(folder, 'ratchet.lock');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: 0 });
    // A file that may not be written is opened for reading, where two servers can be "exclusive": so it writes, in memory.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; PRAGMA user_version = 1');
    return lock;
  } catch (cause) {
    lock?.close();
    if (!isBusy(cause)) throw new Error(`The lock ${path} can't be taken: ${(cause as Error).message}.`, { cause });
    throw new Error(`Another server is using ${folder}. Stop it, or give this one a DATA_DIR of its own.`, { cause });
  }
}
