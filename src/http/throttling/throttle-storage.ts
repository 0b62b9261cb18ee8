import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Clock } from '../../application/ports/clock.js';
import type { RequestCounters, WindowCount } from '../../application/ports/request-counters.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { LocalWindows } from './local-windows.js';
import type { ThrottleGroup } from './throttle-policy.js';

/** Where guessing or filling the store is at stake: counted for all instances together. The others cost no store call. */
const SHARED: ReadonlySet<string> = new Set<ThrottleGroup>(['login', 'register', 'recovery']);

/** Not served uncounted: without the store they could not be served anyway. */
const FAILS_CLOSED: ReadonlySet<string> = new Set<ThrottleGroup>(['login', 'register']);

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts for `@nestjs/throttler`, each group where it belongs. */
export class ThrottleStorage implements ThrottlerStorage {
  private readonly counted = new LocalWindows();
  private readonly full = new LocalWindows();

  constructor(
    private readonly counters: RequestCounters,
    private readonly clock: Clock,
  ) {}

  /** Counts one request in windows of `ttl` ms. `timeToExpire` is in seconds. @throws StorageUnavailable */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    _blockDuration: number,
    group: string,
  ): Promise<ThrottlerRecord> {
    const now = this.clock.now();
    const { hits, resetsAt } = SHARED.has(group)
      ? await this.hitShared(key, { ttl, limit, group }, now)
      : this.counted.hit(key, ttl, now);
    const timeToExpire = Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1000));
    return { totalHits: hits, timeToExpire, isBlocked: hits > limit, timeToBlockExpire: timeToExpire };
  }

  private async hitShared(
    key: string,
    { ttl, limit, group }: { ttl: number; limit: number; group: string },
    now: Date,
  ): Promise<WindowCount> {
    // Nothing can open a full window again, so a flood behind it costs the store nothing.
    const full = this.full.find(key, now);
    if (full !== undefined) return full;
    try {
      const window = await this.counters.hit(key, ttl, now);
      if (window.hits > limit) this.full.keep(key, window);
      return window;
    } catch (fault) {
      if (!(fault instanceof StorageUnavailable) || FAILS_CLOSED.has(group)) throw fault;
      return this.counted.hit(key, ttl, now);
    }
  }
}
