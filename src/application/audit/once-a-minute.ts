import type { Clock } from '../ports/clock.js';

const MINUTE_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Lets one write of a kind through in each minute (of this process), so that a client that repeats what is refused can't
 * fill the trail. Bounded: when full, it writes rather than drops.
 */
export class OnceAMinute {
  private minute = 0;
  private readonly written = new Map<string, Promise<void>>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when the write of this key and minute is done, by this call or another; one that failed doesn't count. */
  async write(key: string, write: () => Promise<void>): Promise<void> {
    this.forgetOldMinutes();
    const earlier = this.written.get(key);
    if (earlier !== undefined) return earlier;
    const writing = write();
    if (this.written.size < MAX_REMEMBERED) this.written.set(key, writing);
    try {
      await writing;
    } catch (fault) {
      if (this.written.get(key) === writing) this.written.delete(key);
      throw fault;
    }
  }

  private forgetOldMinutes(): void {
    const minute = Math.floor(this.clock.now().getTime() / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    this.written.clear();
  }
}
