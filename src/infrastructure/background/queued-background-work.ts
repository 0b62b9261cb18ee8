import { BackgroundWork } from '../../application/ports/background-work.js';
import { DomainError } from '../../domain/errors.js';
import { randomDelay } from './random-delay.js';
import type { QueueLimits, WorkQueue } from './work-queue.js';

export const BACKGROUND_LIMITS: QueueLimits = { capacity: 1000, concurrency: 4, retryDelaysMs: [] };

export class QueuedBackgroundWork extends BackgroundWork {
  constructor(private readonly queue: WorkQueue) {
    super();
  }

  run(name: string, job: () => Promise<void>): void {
    this.queue.add({ name, run: job, describe, isWorthRetrying: () => false }, randomDelay());
  }
}

function describe(fault: unknown): string {
  if (fault instanceof DomainError) return `${fault.message} (${String(fault.cause)})`;
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
