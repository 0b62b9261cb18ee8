import { Mailer, type MailKind, type MailMessage } from '../../application/ports/mailer.js';
import { randomDelay } from '../background/random-delay.js';
import type { QueueLimits, WorkQueue } from '../background/work-queue.js';
import { letterOf, type MailPages } from './letter.js';
import type { Post } from './post.js';

/** The tries span 16 minutes, within the half hour that a reset token has. */
export const MAIL_LIMITS: QueueLimits = {
  capacity: 1000,
  concurrency: 2,
  retryDelaysMs: [1000, 5000, 60_000, 300_000, 600_000],
};

/** What nodemailer says of a failure. Its text is left alone: servers repeat addresses in it. */
interface MailFault {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

export class QueuedMailer extends Mailer {
  constructor(
    private readonly queue: WorkQueue,
    private readonly post: Post,
    private readonly pages: MailPages,
  ) {
    super();
  }

  send<K extends MailKind>(message: MailMessage<K>): void {
    const letter = letterOf(message, this.pages);
    const run = () => this.post.deliver(letter);
    this.queue.add({ name: `mail ${message.kind}`, run, describe, isWorthRetrying }, randomDelay());
  }
}

function describe(fault: unknown): string {
  const { code, responseCode, command } = fault as MailFault;
  const facts = [code, responseCode, command].filter((fact) => fact !== undefined);
  return facts.length > 0 ? facts.join(' ') : String(fault);
}

/** A server's 5xx is final (RFC 5321 §4.2.1); what has no code was not refused by one, and NoPost's never changes. */
function isWorthRetrying(fault: unknown): boolean {
  const { code, responseCode } = fault as MailFault;
  return code !== undefined && (responseCode === undefined || responseCode < 500);
}
