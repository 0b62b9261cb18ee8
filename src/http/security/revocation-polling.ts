import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../application/ports/metrics.js';
import { RevocationFeed } from '../../application/sessions/revocation-feed.js';

const EVERY_MS = 1000;

/** Keeps the revocation feed up to date: loaded before the service listens, then read once a second. */
@Injectable()
export class RevocationPolling implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RevocationPolling.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(RevocationFeed) private readonly feed: RevocationFeed,
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
    } catch (fault) {
      this.logger.warn(`reading revocations failed: ${String(fault)}`);
    }
    if (this.timer !== undefined) this.schedule();
  }
}
