import { randomInt } from 'node:crypto';
import { BackgroundWork } from '../../application/ports/background-work.js';
import { DomainError } from '../../domain/errors.js';
import type { QueueLimits, WorkQueue } from './work-queue.js';

export const BACKGROUND_LIMITS: QueueLimits = { capacity: 1000, concurrency: 4, retryDelaysMs: [] };

/** Longest random wait of a job. */
const SPREAD_MS = 250;

export class QueuedBackgroundWork extends BackgroundWork {
  constructor(private readonly queue: WorkQueue) {
    super();
  }

  run(name: string, job: () => Promise<void>): void {
    this.queue.add({ name, run: job, describe, isWorthRetrying: () => false }, randomInt(SPREAD_MS));
  }
}

function describe(fault: unknown): string {
  if (fault instanceof DomainError) return `${fault.message} (${String(fault.cause)})`;
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
