import type { Connection } from 'mongoose';
import { StoreHealth } from '../../../application/ports/store-health.js';
import { StorageUnavailable } from '../../../domain/errors.js';
import { asking } from './mongo-faults.js';

export class MongooseStoreHealth extends StoreHealth {
  readonly store = 'mongodb';

  constructor(private readonly connection: Connection) {
    super();
  }

  async check(): Promise<void> {
    await asking(async () => {
      if (this.connection.db === undefined) throw new StorageUnavailable('not connected');
      await this.connection.db.command({ ping: 1 });
    });
  }
}
