import type { WindowCount } from '../../application/ports/request-counters.js';

/** A hundred bytes each or so; an attacker with many networks pushes the oldest out. */
const MAX_WINDOWS = 50_000;

/** Counts in windows of time, of this process alone. Bounded; a window that has passed is as good as none. */
export class LocalWindows {
  private readonly windows = new Map<string, WindowCount>();

  /** The window of that key, if it is open. */
  find(key: string, now: Date): WindowCount | undefined {
    const window = this.windows.get(key);
    return window !== undefined && window.resetsAt > now ? window : undefined;
  }

  keep(key: string, window: WindowCount): void {
    // Set anew, so that the map stays in the order in which windows opened.
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size <= MAX_WINDOWS) return;
    const [oldest] = this.windows.keys();
    if (oldest !== undefined) this.windows.delete(oldest);
  }

  /** Counts one request; the first opens a window of `windowMs`. */
  hit(key: string, windowMs: number, now: Date): WindowCount {
    const open = this.find(key, now) ?? { hits: 0, resetsAt: new Date(now.getTime() + windowMs) };
    const counted = { hits: open.hits + 1, resetsAt: open.resetsAt };
    this.keep(key, counted);
    return counted;
  }
}
