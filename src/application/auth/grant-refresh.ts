import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { endOf } from '../../domain/liveness.js';
import type { RevokedReason, Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AccessTokens } from '../ports/access-tokens.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import { revoked } from './refuse-refresh.js';
import type { SignedIn } from './signed-in.js';

/** Answers for a session that has moved on (or, at a retry, had already). */
export class GrantRefresh {
  constructor(
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
    private readonly trail: AuditTrail,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * After the rotation: one read of the user, one audit insert; one write more to mark a session that it finds dead.
   * @throws DomainError `refresh-token-revoked` the account or the epoch ended the session meanwhile; it is marked
   */
  async afterRotation(session: Session, rotatedAt: Date, client: ClientContext): Promise<SignedIn> {
    const user = await this.users.findById(session.userId);
    const reason = endOf(session, user);
    if (user === null || reason !== null) return this.refuseEnded(session, user, reason ?? 'user-inactive', client);
    const details = { generation: session.generation };
    return this.answer(session, user, rotatedAt, client, { type: 'session.refreshed', details });
  }

  /** For a retry, whose verdict has read the user: one audit insert. */
  async again(
    { session, user, by }: { session: Session; user: User; by: 'idempotency-key' | 'leeway' },
    issuedAt: Date,
    client: ClientContext,
  ): Promise<SignedIn> {
    const details = { generation: session.generation, by };
    return this.answer(session, user, issuedAt, client, { type: 'session.refresh_retried', details });
  }

  private async refuseEnded(
    session: Session,
    user: User | null,
    reason: RevokedReason,
    client: ClientContext,
  ): Promise<never> {
    await this.trail.record(client, {
      type: 'session.refresh_refused',
      details: { verdict: 'ended', presentedGeneration: session.generation - 1, reason },
      actorId: null,
      userId: session.userId,
      sessionId: session.id,
    });
    await this.ends.finishMarking(session, user, reason);
    throw revoked(reason);
  }

  private async answer(
    session: Session,
    user: User,
    issuedAt: Date,
    client: ClientContext,
    act: Pick<Extract<AuditFact, { type: 'session.refreshed' | 'session.refresh_retried' }>, 'type' | 'details'>,
  ): Promise<SignedIn> {
    const who = { actorId: user.id, userId: user.id, sessionId: session.id };
    await this.trail.record(client, { ...act, ...who } as AuditFact);
    const accessToken = this.accessTokens.sign({ userId: user.id, role: user.role, sessionId: session.id }, issuedAt);
    return { accessToken, expiresIn: this.accessTokens.lifetime, user, session };
  }
}
