export interface QueueLimits {
  /** Most tasks taken on and not done yet; one more is dropped. */
  readonly capacity: number;
  /** Most tasks that run at once. */
  readonly concurrency: number;
  /** Waits before the second try, the third and so on, in milliseconds; with none there is one try. */
  readonly retryDelaysMs: readonly number[];
}

export interface Task {
  /** For the log. */
  readonly name: string;
  run(): Promise<void>;
  /** What of a fault may be logged. */
  describe(fault: unknown): string;
  /** Whether another try may end otherwise. */
  isWorthRetrying(fault: unknown): boolean;
}

interface Entry {
  readonly task: Task;
  failures: number;
}

/** Tasks in memory, bounded in number, tries and concurrency. They start in the order in which they fall due. */
export class WorkQueue {
  private readonly due: Entry[] = [];
  private readonly waiting = new Map<Entry, NodeJS.Timeout>();
  private running = 0;
  private dropped = 0;
  private isDraining = false;
  private onEmpty: (() => void) | undefined;

  constructor(
    private readonly limits: QueueLimits,
    private readonly log: { warn(line: string): void },
  ) {}

  /** How many were given up so far, for whatever reason. */
  get droppedCount(): number {
    return this.dropped;
  }

  /** How many are taken on and not done. */
  get size(): number {
    return this.due.length + this.waiting.size + this.running;
  }

  add(task: Task, delayMs = 0): void {
    if (this.size >= this.limits.capacity) this.drop(task, `${this.limits.capacity} are waiting already`);
    else this.schedule({ task, failures: 0 }, delayMs);
  }

  /** Does what is there at once, each for the last time; resolves when nothing is left, or after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.isDraining = true;
    for (const [entry, timer] of this.waiting) {
      clearTimeout(timer);
      this.due.push(entry);
    }
    this.waiting.clear();
    this.start();
    if (this.size > 0) await this.emptyWithin(limitMs);
    for (const { task } of this.due.splice(0)) this.drop(task, 'the service stops');
    if (this.running > 0) this.log.warn(`${this.running} tasks were not done when the service stopped`);
  }

  private emptyWithin(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private schedule(entry: Entry, delayMs: number): void {
    const begin = () => {
      this.waiting.delete(entry);
      this.due.push(entry);
      this.start();
    };
    this.waiting.set(entry, setTimeout(begin, this.isDraining ? 0 : delayMs));
  }

  private start(): void {
    while (this.running < this.limits.concurrency) {
      const entry = this.due.shift();
      if (entry === undefined) return;
      this.running += 1;
      void this.attempt(entry);
    }
  }

  private async attempt(entry: Entry): Promise<void> {
    try {
      await entry.task.run();
    } catch (fault) {
      this.afterFailure(entry, fault);
    }
    this.running -= 1;
    this.start();
    if (this.size === 0) this.onEmpty?.();
  }

  private afterFailure(entry: Entry, fault: unknown): void {
    const { task } = entry;
    const delayMs = this.limits.retryDelaysMs[entry.failures];
    if (delayMs === undefined || this.isDraining || !task.isWorthRetrying(fault)) {
      this.drop(task, task.describe(fault));
      return;
    }
    this.log.warn(`${task.name} failed and is tried again in ${delayMs / 1000} s: ${task.describe(fault)}`);
    entry.failures += 1;
    this.schedule(entry, delayMs);
  }

  private drop({ name }: Task, why: string): void {
    this.dropped += 1;
    this.log.warn(`${name} was given up (${this.dropped} so far): ${why}`);
  }
}
