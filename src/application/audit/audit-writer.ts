import type { AuditEvent } from '../../domain/audit-event.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { AuditChainLost, type AuditStore } from '../ports/audit-store.js';
import type { CheckpointLog } from '../ports/checkpoint-log.js';
import type { AuditChains } from './audit-chains.js';

/** Most events that may wait for the store, some 5 MB of them; with more it is too slow to be served from. */
export const QUEUE_LIMIT = 5000;

interface Waiting {
  readonly events: readonly AuditEvent[];
  readonly resolve: () => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * The one way into the trail for this process. What is queued in one turn of the event loop, or while a batch is on its
 * way, goes in one insert; one batch is on its way at a time, since each follows the hashes of the one before.
 */
export class AuditWriter {
  private queue: Waiting[] = [];
  private queued = 0;
  private draining: Promise<void> | null = null;
  private hasPredecessor = false;
  private isClosed = false;
  /** Events stored that aren't checkpoints, and how many of them the last checkpoint covers. */
  private stored = 0;
  private noted = 0;

  constructor(
    private readonly store: AuditStore,
    private readonly chains: AuditChains,
    private readonly checkpoints: CheckpointLog,
  ) {}

  /** Events that wait for the batch before theirs. */
  get waiting(): number {
    return this.queued;
  }

  /**
   * Resolves when the events are durable. At most one insert, shared with whoever else waits (and, with the first of the
   * process, the reads of `AuditStore.lastEvents`).
   * @throws StorageUnavailable the store refused them, can't tell, or lags by more than `QUEUE_LIMIT` events
   */
  append(events: readonly AuditEvent[]): Promise<void> {
    if (this.isClosed) return Promise.reject(new StorageUnavailable('the audit trail is closed'));
    if (this.queued + events.length > QUEUE_LIMIT) {
      return Promise.reject(new StorageUnavailable('the audit queue is full'));
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ events, resolve, reject });
      this.queued += events.length;
      this.draining ??= this.drain();
    });
  }

  /** Names the ends of the chains in an event and in the log; nothing if nothing was written since the last time. */
  async checkpoint(): Promise<void> {
    const covered = this.stored;
    if (covered === this.noted) return;
    await this.append([this.chains.checkpoint()]);
    this.noted = covered;
    this.checkpoints.note(this.chains.position());
  }

  /** Stores what waits and a last checkpoint; refuses from then on. A store that is away by then can't be helped. */
  async close(): Promise<void> {
    await this.draining;
    await this.checkpoint().catch(() => undefined);
    this.isClosed = true;
    await this.draining;
  }

  private async drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.writeBatch();
    this.draining = null;
  }

  private async writeBatch(): Promise<void> {
    const waiting = this.queue;
    this.queue = [];
    this.queued = 0;
    try {
      await this.storeSealed(waiting.flatMap(({ events }) => events));
      for (const { resolve } of waiting) resolve();
    } catch (fault) {
      for (const { reject } of waiting) reject(fault);
    }
  }

  private async storeSealed(events: readonly AuditEvent[]): Promise<void> {
    if (!this.hasPredecessor) this.chains.follow(await this.store.lastEvents());
    this.hasPredecessor = true;
    const batch = this.chains.seal(events);
    try {
      await this.store.append(batch);
    } catch (fault) {
      if (fault instanceof AuditChainLost) this.chains.abandon(batch);
      throw fault;
    }
    this.chains.confirm(batch);
    this.stored += batch.filter(({ type }) => type !== 'audit.checkpoint').length;
  }
}
