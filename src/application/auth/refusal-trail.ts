import type { AuditDetails, AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { RefreshVerdict } from '../../domain/refresh-verdict.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { OnceAMinute } from '../audit/once-a-minute.js';
import type { Clock } from '../ports/clock.js';
import type { GenuineToken } from '../ports/refresh-tokens.js';
import type { SessionPolicy } from '../session-policy.js';

export type Refusal = Exclude<RefreshVerdict, { kind: 'current' | 'retry' }>;

/** Records refused refreshes: one event for each session, verdict and minute. */
export class RefusalTrail {
  private readonly onceAMinute: OnceAMinute;

  constructor(
    private readonly trail: AuditTrail,
    private readonly policy: SessionPolicy,
    clock: Clock,
  ) {
    this.onceAMinute = new OnceAMinute(clock);
  }

  /**
   * Resolves when the event is stored, by this call or by another of this minute. At most one audit insert.
   * @throws StorageUnavailable
   */
  async record(refusal: Refusal, token: GenuineToken, client: ClientContext): Promise<void> {
    const key = `${token.sessionId} ${refusal.kind}`;
    await this.onceAMinute.write(key, () => this.trail.record(client, ...this.factsOf(refusal, token)));
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
