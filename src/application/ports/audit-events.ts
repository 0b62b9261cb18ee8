import type { ChainId, SealedEvent } from '../../domain/audit-chain.js';
import type { AuditEvent, AuditType } from '../../domain/audit-event.js';
import type { PageRequest } from '../page.js';

/** Undefined fields don't filter. */
export interface AuditFilter {
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
  readonly type: AuditType | undefined;
  readonly outcome: AuditEvent['outcome'] | undefined;
  /** Of `occurredAt`, both ends included. */
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/**
 * How far the time in an event's id may run ahead of its `occurredAt` before a search by time misses it: ids never step
 * back, so a clock that is set back by more than this leaves such ids behind.
 */
export const ID_SLACK_MS = 10 * 60_000;

/** Reads the audit trail. Every method throws `StorageUnavailable` when the store can't do it. */
export abstract class AuditEvents {
  /** Newest first, keyed by id; one more than the limit if there is one. Every filter alone is served by an index. */
  abstract page(filter: AuditFilter, page: PageRequest): Promise<AuditEvent[]>;

  /**
   * Every event of the trail, or of one chain, by writer, class and seq, read in chunks. It is as the store has it: where
   * somebody tampered, the fields' types are not to be trusted.
   */
  abstract inChainOrder(chain?: ChainId): AsyncIterable<SealedEvent>;
}
