import type { Clock } from '../../application/ports/clock.js';
import { Overloaded } from '../../domain/errors.js';

/** Bounds what the waiting requests hold in memory: on two cores 192 of them. */
const WAITING_PER_JOB = 64;
/** Whoever would wait longer, as hashing goes now, is refused at once; people give up about then. */
const EXPECTED_WAIT_LIMIT_MS = 5000;
/** Hashing can become slower than was expected; then the wait ends here. */
const WAIT_LIMIT_MS = 10_000;
/** How many jobs the mean duration follows. */
const MEAN_OVER_JOBS = 16;

interface Waiter {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Lets so many hashing jobs run at once and queues the others, first come, first served. A job holds its place until it
 * ends, whatever becomes of the request, so memory is bounded by `jobs` times what one takes. Metrics read the counts.
 */
export class HashingGate {
  private readonly queue: Waiter[] = [];
  private meanJobMs = 0;
  private started = 0;
  private refused = 0;
  private waitedMs = 0;
  private active = 0;

  constructor(
    /** How many may run at once. */
    readonly jobs: number,
    private readonly clock: Clock,
  ) {}

  get running(): number {
    return this.active;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Since the start: jobs that ran, requests that were refused, and how long the jobs had waited, all together. */
  get totals(): { readonly jobs: number; readonly shed: number; readonly waitedSeconds: number } {
    return { jobs: this.started, shed: this.refused, waitedSeconds: this.waitedMs / 1000 };
  }

  /** @throws Overloaded a job would be refused now */
  checkRoom(): void {
    const isBusy = this.active >= this.jobs;
    const expectedMs = ((this.queue.length + 1) * this.meanJobMs) / this.jobs;
    const isFull = this.queue.length >= WAITING_PER_JOB * this.jobs || expectedMs > EXPECTED_WAIT_LIMIT_MS;
    if (isBusy && isFull) throw this.shed();
  }

  /**
   * Runs the job when its turn comes; settles as it does.
   * @throws Overloaded at once when there is no room, or after 10 s; the job has not begun
   */
  async run<T>(job: () => Promise<T>): Promise<T> {
    this.checkRoom();
    const cameAt = this.clock.uptimeMs();
    if (this.active >= this.jobs) await this.turn();
    else this.active += 1;
    const startedAt = this.clock.uptimeMs();
    this.started += 1;
    this.waitedMs += startedAt - cameAt;
    try {
      return await job();
    } finally {
      this.remember(this.clock.uptimeMs() - startedAt);
      this.passOn();
    }
  }

  /** Resolves with a place that another job has left. */
  private turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(waiter), 1);
        reject(this.shed());
      }, WAIT_LIMIT_MS);
      const waiter: Waiter = { start: resolve, timer };
      this.queue.push(waiter);
    });
  }

  private passOn(): void {
    const next = this.queue.shift();
    if (next === undefined) {
      this.active -= 1;
      return;
    }
    clearTimeout(next.timer);
    next.start();
  }

  private remember(jobMs: number): void {
    this.meanJobMs += (jobMs - this.meanJobMs) / Math.min(this.started, MEAN_OVER_JOBS);
  }

  private shed(): Overloaded {
    this.refused += 1;
    return new Overloaded();
  }
}
