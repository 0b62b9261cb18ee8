import { StorageUnavailable } from '../../../domain/errors.js';

/** Primary result codes (sqlite.org/rescode.html) that are the program's own mistakes; all others are the store's. */
const OWN_MISTAKES: ReadonlySet<number> = new Set([
  1, // SQLITE_ERROR: bad SQL, a table that isn't there
  18, // SQLITE_TOOBIG
  19, // SQLITE_CONSTRAINT
  20, // SQLITE_MISMATCH
  21, // SQLITE_MISUSE
  25, // SQLITE_RANGE
]);

const BUSY = 5;

/** Another connection holds a lock. */
export function isBusy(fault: unknown): boolean {
  return resultCode(fault) === BUSY;
}

/** The store's faults (busy, full, I/O, read-only, closed, …) as `StorageUnavailable`; bugs stay what they are. */
export function toFault(cause: unknown): Error {
  const code = resultCode(cause);
  const isOfStore = code === null ? isClosed(cause) : !OWN_MISTAKES.has(code);
  return isOfStore ? new StorageUnavailable(cause) : (cause as Error);
}

/** The primary result code, which is the low byte of the extended one; null for what isn't SQLite's. */
function resultCode(fault: unknown): number | null {
  const { code, errcode } = fault as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : null;
}

function isClosed(fault: unknown): boolean {
  return (fault as NodeJS.ErrnoException).code === 'ERR_INVALID_STATE';
}
