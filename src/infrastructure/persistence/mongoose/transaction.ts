import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, mongo } from 'mongoose';
import { StorageUnavailable } from '../../../domain/errors.js';

/** The driver would go on trying for two minutes; a client has gone by then. */
const LIMIT_MS = 5000;
const COMMIT_PAUSE_MS = 50;

/**
 * Runs `work` in a transaction (snapshot reads, majority writes), again from its start whenever it met a concurrent one.
 * Returns what the run that was committed returned.
 * @throws StorageUnavailable it didn't come through in 5 s
 * @throws MongoError it may have been committed all the same, if that is what failed
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  return connection.getClient().withSession((session) =>
    session.withTransaction(
      async () => {
        if (performance.now() > deadline) throw new StorageUnavailable('the transaction met too many others');
        const result = await work(session);
        await commit(session, deadline);
        return result;
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' }, readPreference: 'primary' },
    ),
  );
}

/** A commit may be repeated until its outcome is known. Left to itself the driver does so without a pause, and past the limit. */
async function commit(session: mongo.ClientSession, deadline: number): Promise<void> {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (fault) {
      if (!isUnknownCommit(fault) || performance.now() > deadline) throw fault;
      await sleep(COMMIT_PAUSE_MS);
    }
  }
}

function isUnknownCommit(fault: unknown): boolean {
  return fault instanceof mongo.MongoError && fault.hasErrorLabel('UnknownTransactionCommitResult');
}
