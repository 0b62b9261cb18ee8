import { Overloaded } from '../../domain/errors.js';
import type { Clock } from '../ports/clock.js';

/** As many as the hashing gate lets wait on one processor. */
const MAX_IN_LINE = 128;
const MAX_WAIT_MS = 5000;

interface Line {
  members: number;
  /** Settles when the last of them is done; never rejects. */
  tail: Promise<unknown>;
}

/** Lets the jobs of one key run one after another, in this process. */
export class Turns {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly clock: Clock) {}

  /**
   * Runs `job` when those that came before it are done; settles as it does.
   * @throws Overloaded the line is full, or took longer than 5 s
   */
  async take<T>(key: string, job: () => Promise<T>): Promise<T> {
    const line = this.lines.get(key) ?? { members: 0, tail: Promise.resolve() };
    if (line.members >= MAX_IN_LINE) throw new Overloaded();
    const cameAt = this.clock.uptimeMs();
    const turn = line.tail.then(() => {
      if (this.clock.uptimeMs() - cameAt > MAX_WAIT_MS) throw new Overloaded();
      return job();
    });
    line.members += 1;
    line.tail = turn.catch(() => undefined);
    this.lines.set(key, line);
    try {
      return await turn;
    } finally {
      line.members -= 1;
      if (line.members === 0) this.lines.delete(key);
    }
  }
}
