import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../application/ports/metrics.js';
import { EndSessions } from '../../application/sessions/end-sessions.js';
import { RevocationFeed } from '../../application/sessions/revocation-feed.js';

const EVERY_MS = 1000;

/**
 * Keeps the revocation feed up to date: loaded before the service listens, then read once a second. What this process
 * failed to mark for the feeds of all is tried again then, too.
 */
@Injectable()
export class RevocationPolling implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationPolling.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(RevocationFeed) private readonly feed: RevocationFeed,
    @Inject(EndSessions) private readonly ends: EndSessions,
    @Inject(Metrics) metrics: Metrics,
  ) {
    metrics.gauge('ratchet_revocation_feed_sessions', 'Revoked sessions that are remembered.', () => feed.size);
    metrics.gauge(
      'ratchet_revocation_feed_age_seconds',
      'Time since the store was last asked for revoked sessions.',
      () => (feed.ageMs ?? NaN) / 1000,
    );
  }

  async onModuleInit(): Promise<void> {
    await this.feed.poll();
    this.schedule();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** The next poll waits for the last: a slow store isn't asked twice at once. */
  private schedule(): void {
    this.timer = setTimeout(() => void this.poll(), EVERY_MS).unref();
  }

  private async poll(): Promise<void> {
    try {
      await this.feed.poll();
      await this.ends.finishMarkings();
    } catch (fault) {
      this.logger.warn(`reading or finishing revocations failed: ${String(fault)}`);
    }
    if (this.timer !== undefined) this.schedule();
  }
}
