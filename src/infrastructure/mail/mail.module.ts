import { Global, Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundWork } from '../../application/ports/background-work.js';
import { Clock } from '../../application/ports/clock.js';
import { Mailer } from '../../application/ports/mailer.js';
import { Metrics } from '../../application/ports/metrics.js';
import { Random } from '../../application/ports/random.js';
import { BACKGROUND_LIMITS, QueuedBackgroundWork } from '../background/queued-background-work.js';
import { WorkQueue } from '../background/work-queue.js';
import type { AppConfig, MailSettings } from '../config/app-config.js';
import { APP_CONFIG } from '../config/settings.module.js';
import { FilePost } from './file-post.js';
import { NoPost } from './no-post.js';
import type { Post } from './post.js';
import { MAIL_LIMITS, QueuedMailer } from './queued-mailer.js';
import { SmtpPost } from './smtp-post.js';

const JOBS = Symbol('background jobs');
const MAILS = Symbol('mails');
const POST = Symbol('post');

/** Together under the 2 s that a shutdown has left after its requests are drained. */
const JOBS_DRAIN_MS = 500;
const MAILS_DRAIN_MS = 1000;

const log = new Logger('mail');

function mailQueue(metrics: Metrics): WorkQueue {
  const queue = new WorkQueue(MAIL_LIMITS, log);
  metrics.gauge('ratchet_mails_waiting', 'Mails not handed over yet.', () => queue.size);
  metrics.counter('ratchet_mails_dropped_total', 'Mails that were given up.', () => queue.droppedCount);
  return queue;
}

function postOf({ smtpUrl, folder, from }: MailSettings, clock: Clock, random: Random): Post {
  if (smtpUrl !== null) return new SmtpPost(smtpUrl, from);
  return folder === null ? new NoPost() : new FilePost(folder, from, clock, random);
}

const providers = [
  { provide: JOBS, useFactory: () => new WorkQueue(BACKGROUND_LIMITS, new Logger('background')) },
  { provide: MAILS, inject: [Metrics], useFactory: mailQueue },
  {
    provide: POST,
    inject: [APP_CONFIG, Clock, Random],
    useFactory: ({ mail }: AppConfig, clock: Clock, random: Random) => postOf(mail, clock, random),
  },
  { provide: BackgroundWork, inject: [JOBS], useFactory: (jobs: WorkQueue) => new QueuedBackgroundWork(jobs) },
  {
    provide: Mailer,
    inject: [MAILS, POST, APP_CONFIG],
    useFactory: (mails: WorkQueue, post: Post, { mail }: AppConfig) => new QueuedMailer(mails, post, mail.pages),
  },
];

@Global()
@Module({ providers, exports: providers.map(({ provide }) => provide) })
class MailPortsModule {}

/**
 * Mails, and the work that ends in one. The module that stops them is not a global one: those Nest stops last, so the store
 * still stands. Requests are over by then.
 */
@Module({ imports: [MailPortsModule] })
export class MailModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(JOBS) private readonly jobs: WorkQueue,
    @Inject(MAILS) private readonly mails: WorkQueue,
    @Inject(POST) private readonly post: Post,
  ) {}

  onModuleInit(): void {
    if (this.post instanceof NoPost) log.warn('SMTP_URL is not set: no mail is sent, so no password can be reset');
  }

  /** Jobs first: they end in mails. */
  async onApplicationShutdown(): Promise<void> {
    await this.jobs.drain(JOBS_DRAIN_MS);
    await this.mails.drain(MAILS_DRAIN_MS);
    this.post.close();
  }
}
