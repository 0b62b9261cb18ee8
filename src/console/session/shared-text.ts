const DATABASE = 'ratchet-session';
const STORE = 'texts';
const NAME = 'refresh-key';
/** Whoever asks holds the lock over all tabs; a database that hangs must not. */
const LIMIT_MS = 2_000;

/**
 * A text for all tabs. In IndexedDB, because its transactions are in one order for all of them: `localStorage` may show a tab, for a
 * moment, what another has replaced already, even to the next holder of a lock.
 */
export class SharedText {
  /** Where the browser stores nothing (a private window, say), a tab at least knows its own. */
  private fallback: string | null = null;

  async read(): Promise<string | null> {
    try {
      const text = await within('readonly', (texts) => texts.get(NAME));
      return typeof text === 'string' ? text : null;
    } catch {
      return this.fallback;
    }
  }

  async write(text: string | null): Promise<void> {
    this.fallback = text;
    const replace = (texts: IDBObjectStore): IDBRequest => (text === null ? texts.delete(NAME) : texts.put(text, NAME));
    await within('readwrite', replace).catch(() => undefined);
  }
}

/** What a request answered; resolves when its transaction is through. */
async function within(mode: IDBTransactionMode, act: (texts: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted.'));
    });
    return request.result as unknown;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database does not open.'));
    setTimeout(() => reject(new Error('The database does not answer.')), LIMIT_MS);
  });
}
