import type { AuditDetails, AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { RefreshVerdict } from '../../domain/refresh-verdict.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../ports/clock.js';
import type { GenuineToken } from '../ports/refresh-tokens.js';
import type { SessionPolicy } from '../session-policy.js';

export type Refusal = Exclude<RefreshVerdict, { kind: 'current' | 'retry' }>;

const MINUTE_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Records refused refreshes: one event for each session, verdict and minute (of this process), so that a client that
 * repeats a dead token can't fill the trail. Bounded: when full, events are written rather than dropped.
 */
export class RefusalTrail {
  private minute = 0;
  private readonly written = new Map<string, Promise<void>>();

  constructor(
    private readonly trail: AuditTrail,
    private readonly policy: SessionPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the event is stored, by this call or by another of this minute. At most one audit insert.
   * @throws StorageUnavailable
   */
  async record(refusal: Refusal, token: GenuineToken, client: ClientContext): Promise<void> {
    this.forgetOldMinutes();
    const key = `${token.sessionId} ${refusal.kind}`;
    const earlier = this.written.get(key);
    if (earlier !== undefined) return earlier;
    const writing = this.trail.record(client, ...this.factsOf(refusal, token));
    if (this.written.size < MAX_REMEMBERED) this.written.set(key, writing);
    try {
      await writing;
    } catch (fault) {
      if (this.written.get(key) === writing) this.written.delete(key);
      throw fault;
    }
  }

  private forgetOldMinutes(): void {
    const minute = Math.floor(this.clock.now().getTime() / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    this.written.clear();
  }

  private factsOf(refusal: Refusal, { sessionId, generation }: GenuineToken): AuditFact[] {
    const session = refusal.kind === 'unknown' ? null : refusal.session;
    const who = { actorId: null, userId: session?.userId ?? null, sessionId };
    const generations = { presentedGeneration: generation, generation: session?.generation ?? 0 };
    switch (refusal.kind) {
      case 'reused':
        return this.reuseOf(generations, who);
      case 'store-rollback':
        return [{ type: 'session.store_went_back', details: generations, ...who }];
      default:
        return [{ type: 'session.refresh_refused', details: detailsOf(refusal, generation), ...who }];
    }
  }

  private reuseOf(
    generations: AuditDetails['session.store_went_back'],
    who: Pick<AuditFact, 'actorId' | 'userId' | 'sessionId'>,
  ): AuditFact[] {
    const scope = this.policy.reuseScope;
    return [
      { type: 'session.reuse_detected', details: { ...generations, scope }, ...who },
      { type: 'suspicious.token_reused', details: { scope }, ...who },
    ];
  }
}

function detailsOf(
  refusal: Exclude<Refusal, { kind: 'reused' | 'store-rollback' }>,
  presentedGeneration: number,
): AuditDetails['session.refresh_refused'] {
  return {
    verdict: refusal.kind,
    presentedGeneration,
    ...(refusal.kind === 'ended' && { reason: refusal.reason }),
    ...(refusal.kind === 'expired' && { spent: refusal.spent }),
  };
}
