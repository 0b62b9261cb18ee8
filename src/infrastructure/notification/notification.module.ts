import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundWork } from '../../application/ports/background-work.js';
import { Clock } from '../../application/ports/clock.js';
import { Mailer } from '../../application/ports/mailer.js';
import { Metrics } from '../../application/ports/metrics.js';
import { Random } from '../../application/ports/random.js';
import { SecurityNotifier } from '../../application/ports/security-notifier.js';
import { UserRepository } from '../../application/ports/user-repository.js';
import { WorkQueue } from '../background/work-queue.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/settings.module.js';
import { MailNotifier } from './mail-notifier.js';
import { SecurityNotifiers } from './security-notifiers.js';
import { WEBHOOK_LIMITS, WebhookNotifier } from './webhook-notifier.js';

const NOTICES = Symbol('webhook notices');

/** With the mails' drain, under the 2 s that a shutdown has left after its requests. */
const DRAIN_MS = 400;

/** Who is told of what looks suspicious. */
@Global()
@Module({
  providers: [
    { provide: NOTICES, inject: [Metrics], useFactory: noticeQueue },
    {
      provide: MailNotifier,
      inject: [BackgroundWork, UserRepository, Mailer],
      useFactory: (work: BackgroundWork, users: UserRepository, mailer: Mailer) =>
        new MailNotifier(work, users, mailer),
    },
    {
      provide: SecurityNotifier,
      inject: [APP_CONFIG, MailNotifier, NOTICES, Clock, Random],
      useFactory: ({ notices }: AppConfig, mails: MailNotifier, queue: WorkQueue, clock: Clock, random: Random) =>
        new SecurityNotifiers([
          ...(notices.mailsUsers ? [mails] : []),
          ...(notices.webhook === null ? [] : [new WebhookNotifier(notices.webhook, queue, clock, random)]),
        ]),
    },
  ],
  exports: [SecurityNotifier],
})
export class NotificationModule implements OnApplicationShutdown {
  constructor(@Inject(NOTICES) private readonly notices: WorkQueue) {}

  async onApplicationShutdown(): Promise<void> {
    await this.notices.drain(DRAIN_MS);
  }
}

function noticeQueue(metrics: Metrics): WorkQueue {
  const queue = new WorkQueue(WEBHOOK_LIMITS, new Logger('webhook'));
  metrics.gauge('ratchet_webhook_notices_waiting', 'Webhook notices not delivered yet.', () => queue.size);
  metrics.counter(
    'ratchet_webhook_notices_dropped_total',
    'Webhook notices that were given up.',
    () => queue.droppedCount,
  );
  return queue;
}
