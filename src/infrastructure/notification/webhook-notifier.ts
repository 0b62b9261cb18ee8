import { createHmac } from 'node:crypto';
import type { Clock } from '../../application/ports/clock.js';
import type { Random } from '../../application/ports/random.js';
import { SecurityNotifier } from '../../application/ports/security-notifier.js';
import type { SuspiciousEvent } from '../../domain/suspicion.js';
import type { QueueLimits, Task, WorkQueue } from '../background/work-queue.js';

/** The tries span 12 minutes. */
export const WEBHOOK_LIMITS: QueueLimits = {
  capacity: 1000,
  concurrency: 2,
  retryDelaysMs: [1000, 5000, 30_000, 120_000, 600_000],
};

const TIMEOUT_MS = 5000;

/** Answers that another try may change; every other refusal, and a redirect, is final. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

class Refused extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/** Posts notices to a URL, signed (docs/operations.md). Redirects are not followed: the notice is for that address alone. */
export class WebhookNotifier extends SecurityNotifier {
  constructor(
    private readonly target: { readonly url: string; readonly secret: string },
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    super();
  }

  notify(events: readonly SuspiciousEvent[]): void {
    const id = this.random.uuid();
    const body = JSON.stringify({ id, events: events.map(noticeOf) });
    this.queue.add({
      name: `webhook notice ${id}`,
      run: () => this.post(id, body),
      describe,
      isWorthRetrying,
    } satisfies Task);
  }

  /** Signed anew at each try, so that a receiver can refuse what is old. */
  private async post(id: string, body: string): Promise<void> {
    const seconds = Math.floor(this.clock.now().getTime() / 1000);
    const response = await fetch(this.target.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'ratchet-notice-id': id,
        'ratchet-signature': signatureOf(this.target.secret, seconds, body),
      },
      body,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Refused(response.status);
  }
}

/** `t` is the time of sending in seconds since 1970, `v1` the HMAC-SHA-256 of "<t>.<body>" in hexadecimal digits. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

function noticeOf(event: SuspiciousEvent) {
  const { id, type, occurredAt, userId, sessionId, ipAddress, userAgent, requestId, details } = event;
  return { id, type, occurredAt, userId, sessionId, ipAddress, userAgent, requestId, details };
}

/** fetch hides what happened in the cause. */
function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { cause } = fault;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : fault.message;
}

function isWorthRetrying(fault: unknown): boolean {
  return !(fault instanceof Refused) || fault.status >= 500 || PASSING.has(fault.status);
}
