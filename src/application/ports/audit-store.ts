import type { SealedEvent } from '../../domain/audit-chain.js';
import { StorageUnavailable } from '../../domain/errors.js';

/**
 * Whether the batch is stored, wholly or in part, isn't known and can't be found out, or its place in the chain is taken.
 * Nobody may write to these chains again.
 */
export class AuditChainLost extends StorageUnavailable {}

/** The audit trail's store: it only grows. */
export abstract class AuditStore {
  /**
   * Stores a batch in its order, in one insert; once the promise resolves all of it is durable. `(writerId, class, seq)` is
   * unique, and what is stored of a batch that fails is always its beginning, so that no chain ever has a gap.
   * @throws StorageUnavailable nothing of it is stored, nor will be
   * @throws AuditChainLost
   */
  abstract append(batch: readonly SealedEvent[]): Promise<void>;

  /** The last event of each chain of the writer who wrote last, durable; none from an empty store. Up to four reads. */
  abstract lastEvents(): Promise<SealedEvent[]>;
}
