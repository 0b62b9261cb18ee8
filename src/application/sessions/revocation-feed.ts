import type { AccessTokens } from '../ports/access-tokens.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';

/** Clocks of instances differ and commits come out of order: so far back is read again, and so much longer is kept. */
const SLACK_MS = 60_000;
const RELOAD_EVERY_MS = 60_000;

/**
 * The sessions whose access tokens must not pass although they verify: those revoked within the last access-token
 * lifetime. Fed by this process's own revocations at once and by polling the store; asking costs a look into a map. An
 * entry is dropped when no access token of its session can be valid any more, which bounds the map by the lifetime.
 */
export class RevocationFeed {
  /** By session id: milliseconds since 1970 up to which it is kept. */
  private readonly keptUntil = new Map<string, number>();
  private polledAt: number | null = null;
  private reloadedAt: number | null = null;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  isRevoked(sessionId: string): boolean {
    return this.keptUntil.has(sessionId);
  }

  add(sessionIds: readonly string[], revokedAt: Date): void {
    for (const id of sessionIds) this.keptUntil.set(id, revokedAt.getTime() + this.keptForMs);
  }

  /**
   * One indexed read: what was revoked since a minute before the last poll; everything that counts at the first poll and
   * once a minute.
   * @throws StorageUnavailable the next poll reads what this one could not
   */
  async poll(): Promise<void> {
    const now = this.clock.now().getTime();
    const isReload = this.reloadedAt === null || now - this.reloadedAt >= RELOAD_EVERY_MS;
    const since = isReload || this.polledAt === null ? now - this.keptForMs : this.polledAt - SLACK_MS;
    for (const { id, revokedAt } of await this.sessions.listRevoked(new Date(since))) this.add([id], revokedAt);
    this.polledAt = now;
    if (isReload) this.reloadedAt = now;
    if (isReload) this.forget(now);
  }

  /** Entries held. */
  get size(): number {
    return this.keptUntil.size;
  }

  /** Milliseconds since the store was last read; null before the first time. */
  get ageMs(): number | null {
    return this.polledAt === null ? null : this.clock.now().getTime() - this.polledAt;
  }

  private get keptForMs(): number {
    return this.accessTokens.lifetime * 1000 + SLACK_MS;
  }

  private forget(now: number): void {
    for (const [id, until] of this.keptUntil) if (until < now) this.keptUntil.delete(id);
  }
}
