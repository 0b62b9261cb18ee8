import { StoreHealth } from '../../../application/ports/store-health.js';
import type { SqliteStore } from './sqlite-store.js';

/** More than a request writes, so that the disk counts as full before a request finds it so. */
const ROOM_BYTES = 16_384;

export class SqliteStoreHealth extends StoreHealth {
  readonly store = 'sqlite';
  private running: Promise<void> | undefined;

  constructor(private readonly database: SqliteStore) {
    super();
  }

  /** A real write, so that a full or read-only disk shows. Whoever asks while one runs shares it: anyone may ask. */
  check(): Promise<void> {
    this.running ??= this.writeProbe().finally(() => (this.running = undefined));
    return this.running;
  }

  /** The next probe is written before the last one goes, so that its room is really there. */
  private async writeProbe(): Promise<void> {
    await this.database.write(() => {
      this.database.run('INSERT INTO healthProbes (room) VALUES (zeroblob(?))', ROOM_BYTES);
      this.database.run('DELETE FROM healthProbes WHERE id < (SELECT max(id) FROM healthProbes)');
    });
  }
}
