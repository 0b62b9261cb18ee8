import type { Connection, mongo } from 'mongoose';
import { StorageUnavailable } from '../../../domain/errors.js';

/** The driver would go on trying for two minutes; a client has gone by then. */
const LIMIT_MS = 5000;

/**
 * Runs `work` in a transaction (snapshot reads, majority writes), again from its start whenever it met a concurrent one.
 * Returns what the run that was committed returned.
 * @throws StorageUnavailable it didn't come through in 5 s
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  return connection.getClient().withSession((session) =>
    session.withTransaction(
      () => {
        if (performance.now() - startedAt > LIMIT_MS)
          throw new StorageUnavailable('the transaction met too many others');
        return work(session);
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' }, readPreference: 'primary' },
    ),
  );
}
