import { type ActionPurpose, type ActionRefusal, refusalOf } from '../../domain/action-token.js';
import type { ClientContext } from '../../domain/client-context.js';
import { DomainError } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { ActionTokenRepository } from '../ports/action-token-repository.js';
import type { ActionTokens } from '../ports/action-tokens.js';
import type { Clock } from '../ports/clock.js';
import type { UserRepository } from '../ports/user-repository.js';

/** A token that could be used when it was looked at, and the account that it was mailed to. */
export interface ActionTokenHolder {
  readonly hash: string;
  readonly purpose: ActionPurpose;
  readonly user: User;
}

/** Finds out whom a presented action token belongs to, and uses nothing up. */
export class RecognizeActionToken {
  constructor(
    private readonly tokens: ActionTokens,
    private readonly records: ActionTokenRepository,
    private readonly users: UserRepository,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Two reads; none for what isn't spelled as a token. A refusal is one audit insert (none for what isn't spelled so).
   * @throws DomainError `invalid-action-token`
   */
  async execute(token: string, purpose: ActionPurpose, client: ClientContext): Promise<ActionTokenHolder> {
    const hash = this.tokens.hashOf(token);
    if (hash === null) throw invalidActionToken();
    const record = await this.records.find(hash, purpose);
    const user = record === null ? null : await this.users.findById(record.userId);
    const reason = refusalOf(record, this.clock.now());
    if (reason !== null) return this.refuse(purpose, reason, user?.id ?? null, client);
    if (!user?.isActive) return this.refuse(purpose, 'user-inactive', user?.id ?? null, client);
    return { hash, purpose, user };
  }

  /**
   * Records why, and says nothing of it.
   * @throws DomainError `invalid-action-token`
   */
  async refuse(
    purpose: ActionPurpose,
    reason: ActionRefusal,
    userId: string | null,
    client: ClientContext,
  ): Promise<never> {
    const who = { actorId: null, userId, sessionId: null };
    await this.trail.record(client, { type: 'action_token.refused', details: { purpose, reason }, ...who });
    throw invalidActionToken();
  }
}

function invalidActionToken(): DomainError {
  return new DomainError(
    'invalid-action-token',
    'This token is not valid: it was used, has expired, or a later mail brought another. Ask for a new mail.',
  );
}
