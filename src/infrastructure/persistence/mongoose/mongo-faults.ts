import { mongo } from 'mongoose';
import { StorageUnavailable } from '../../../domain/errors.js';

const { MongoError, MongoServerError } = mongo;

/** MongoDB's code for a unique index that says no. */
const DUPLICATE_KEY = 11000;

export function isDuplicateKey(fault: unknown): boolean {
  return fault instanceof MongoServerError && fault.code === DUPLICATE_KEY;
}

/** Node's codes of what goes wrong at a socket: the system's (`ECONNRESET`, `EPIPE`), and those of TLS and of streams. */
const SOCKET_CODE = /^(E[A-Z0-9]+$|ERR_(SSL|SOCKET|STREAM)_)/;

/** Whether the store is at fault (unreachable, stepping down, timing out, refusing), and not the program. */
export function isStoreFault(fault: unknown): boolean {
  if (fault instanceof MongoError || isSocketFault(fault)) return true;
  // Mongoose's own complaint that it isn't connected has no class apart from its base.
  return fault instanceof Error && fault.name === 'MongooseError';
}

/** The driver wraps what a read meets, and passes on as it is what a write meets that fails at once: the peer was just killed. */
function isSocketFault(fault: unknown): boolean {
  const code = (fault as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && SOCKET_CODE.test(code);
}

/** Runs a store call; the driver's and the server's faults become `StorageUnavailable`. */
export async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (fault) {
    throw isStoreFault(fault) ? new StorageUnavailable(fault) : fault;
  }
}

const UPSERT_TRIES = 5;

/**
 * Updates a document (null: there is none), or inserts it. Not the server's upsert: when several race to make one document, all but one
 * get an answer that differs between servers. Here each loser of the insert updates. Runs inside `asking`.
 */
export async function updateOrInsert<T>(update: () => Promise<T | null>, insert: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < UPSERT_TRIES; tries += 1) {
    const updated = await update();
    if (updated !== null) return updated;
    try {
      return await insert();
    } catch (fault) {
      if (!isDuplicateKey(fault)) throw fault;
    }
  }
  throw new StorageUnavailable('the document came and went');
}
