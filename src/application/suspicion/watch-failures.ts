import type { AuditFact } from '../../domain/audit-event.js';
import { surroundingsOf } from '../../domain/place.js';
import { SpreadDetector } from '../../domain/spread-detector.js';
import type { Clock } from '../ports/clock.js';
import type { SuspicionPolicy } from './suspicion-policy.js';

/** A login that failed for its e-mail or password. */
export interface FailedLogin {
  /** Normalised; there need not be an account. */
  readonly email: string;
  readonly userId: string | null;
  readonly ipAddress: string | null;
}

/** Finds failed logins that spread: over accounts from one network, over networks on one account. In memory, per process. */
export class WatchFailures {
  private readonly accountsOfNetwork: SpreadDetector;
  private readonly networksOfAccount: SpreadDetector;

  constructor(
    private readonly policy: SuspicionPolicy,
    private readonly clock: Clock,
  ) {
    this.accountsOfNetwork = new SpreadDetector(policy.stuffing);
    this.networksOfAccount = new SpreadDetector(policy.guessing);
  }

  /** What this failure makes suspicious. No store access. */
  execute({ email, userId, ipAddress }: FailedLogin): AuditFact[] {
    const network = surroundingsOf(ipAddress);
    if (network === null) return [];
    const now = this.clock.now();
    const facts: AuditFact[] = [];
    if (this.accountsOfNetwork.note(network, email, now)) {
      const details = { network, accounts: this.policy.stuffing.limit };
      facts.push({ type: 'suspicious.credential_stuffing', details, actorId: null, userId: null, sessionId: null });
    }
    if (userId !== null && this.networksOfAccount.note(userId, network, now)) {
      const details = { networks: this.policy.guessing.limit };
      facts.push({ type: 'suspicious.distributed_guessing', details, actorId: null, userId, sessionId: null });
    }
    return facts;
  }
}
