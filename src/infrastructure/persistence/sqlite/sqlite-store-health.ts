import { StoreHealth } from '../../../application/ports/store-health.js';
import type { SqliteStore } from './sqlite-store.js';

export class SqliteStoreHealth extends StoreHealth {
  readonly store = 'sqlite';

  constructor(private readonly database: SqliteStore) {
    super();
  }

  /** An empty transaction: it proves that a write could be begun and committed. */
  async check(): Promise<void> {
    await this.database.write(() => undefined);
  }
}
