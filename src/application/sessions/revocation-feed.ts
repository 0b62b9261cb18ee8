import type { AccessTokens } from '../ports/access-tokens.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';

/** Clocks of instances differ and commits come out of order: so far back is read again, and so much longer is kept. */
const SLACK_MS = 60_000;
const RELOAD_EVERY_MS = 60_000;

/** When an entry's time is over: in milliseconds since 1970, and of the process's uptime. */
interface Kept {
  readonly until: number;
  readonly untilUptime: number;
}

/** The last poll that succeeded, and the last one that read everything: milliseconds since 1970, and of the uptime. */
interface LastPoll {
  readonly polledAt: number;
  readonly reloadedAt: number;
  readonly uptime: number;
}

/**
 * The sessions whose access tokens must not pass although they verify: those revoked within the last access-token
 * lifetime. Fed by this process's own revocations at once and by polling the store; asking costs a look into a map. An
 * entry is dropped when no access token of its session can be valid any more, which bounds the map by the lifetime: its
 * time must be over by the clock and have passed indeed, as a clock that was set ahead may be set back.
 */
export class RevocationFeed {
  /** By session id. */
  private readonly entries = new Map<string, Kept>();
  private last: LastPoll | null = null;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  isRevoked(sessionId: string): boolean {
    return this.entries.has(sessionId);
  }

  add(sessionIds: readonly string[], revokedAt: Date): void {
    const until = revokedAt.getTime() + this.keptForMs;
    const untilUptime = this.clock.uptimeMs() + this.keptForMs;
    for (const id of sessionIds) {
      // What a poll reads again counts from when it became known.
      this.entries.set(id, { until, untilUptime: this.entries.get(id)?.untilUptime ?? untilUptime });
    }
  }

  /**
   * One indexed read: what was revoked since a minute before the last poll; everything that counts at the first poll, once a
   * minute, and after the clock was set back.
   * @throws StorageUnavailable the next poll reads what this one could not
   */
  async poll(): Promise<void> {
    const { last } = this;
    const now = this.clock.now().getTime();
    const uptime = this.clock.uptimeMs();
    const isReload = last === null || now < last.polledAt || now - last.reloadedAt >= RELOAD_EVERY_MS;
    const since = isReload ? now - this.keptForMs : last.polledAt - SLACK_MS;
    for (const { id, revokedAt } of await this.sessions.listRevoked(new Date(since))) this.add([id], revokedAt);
    this.last = { polledAt: now, reloadedAt: isReload ? now : last.reloadedAt, uptime };
    if (isReload) this.forget(now, uptime);
  }

  /** Entries held. */
  get size(): number {
    return this.entries.size;
  }

  /** Milliseconds since the store was last read; null before the first time. */
  get ageMs(): number | null {
    return this.last === null ? null : this.clock.uptimeMs() - this.last.uptime;
  }

  private get keptForMs(): number {
    return this.accessTokens.lifetime * 1000 + SLACK_MS;
  }

  private forget(now: number, uptime: number): void {
    for (const [id, { until, untilUptime }] of this.entries) {
      if (until < now && untilUptime < uptime) this.entries.delete(id);
    }
  }
}
