import { StoreHealth } from '../../../application/ports/store-health.js';
import type { SqliteStore } from './sqlite-store.js';

export class SqliteStoreHealth extends StoreHealth {
  readonly store = 'sqlite';

  constructor(private readonly database: SqliteStore) {
    super();
  }

  /** An empty transaction: it proves that the file is there and can be locked for writing (not that the disk has room). */
  async check(): Promise<void> {
    await this.database.write(() => undefined);
  }
}
