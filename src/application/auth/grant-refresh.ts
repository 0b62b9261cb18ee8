import type { ClientContext } from '../../domain/client-context.js';
import { endOf } from '../../domain/liveness.js';
import type { RevokedReason, Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AccessTokens } from '../ports/access-tokens.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { WatchMoves } from '../suspicion/watch-moves.js';
import { revoked } from './refuse-refresh.js';
import type { SignedIn } from './signed-in.js';

/** Answers for a session that has moved on (or, at a retry, had already). */
export class GrantRefresh {
  constructor(
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
    private readonly trail: AuditTrail,
    private readonly accessTokens: AccessTokens,
    private readonly moves: WatchMoves,
  ) {}

  /**
   * After the rotation: one read of the user, one audit insert; one write more to mark a session that it finds dead, one
   * to remember a place in which it was not used before (and one read if it is in another network).
   * @throws DomainError `refresh-token-revoked` the account or the epoch ended the session meanwhile; it is marked
   */
  async afterRotation(session: Session, rotatedAt: Date, client: ClientContext): Promise<SignedIn> {
    const user = await this.users.findById(session.userId);
    const reason = endOf(session, user);
    if (user === null || reason !== null) return this.refuseEnded(session, user, reason ?? 'user-inactive', client);
    const move = await this.moves.moveOf(session);
    const suspicions = move?.suspicions ?? [];
    const details = { generation: session.generation };
    await this.trail.record(client, { type: 'session.refreshed', details, ...whoOf(session) }, ...suspicions);
    if (move !== null) await this.moves.learn(session, move);
    return this.answer(session, user, rotatedAt);
  }

  /** For a retry, whose verdict has read the user: one audit insert. */
  async again(
    { session, user, by }: { session: Session; user: User; by: 'idempotency-key' | 'leeway' },
    issuedAt: Date,
    client: ClientContext,
  ): Promise<SignedIn> {
    const details = { generation: session.generation, by };
    await this.trail.record(client, { type: 'session.refresh_retried', details, ...whoOf(session) });
    return this.answer(session, user, issuedAt);
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

  private answer(session: Session, user: User, issuedAt: Date): SignedIn {
    const accessToken = this.accessTokens.sign({ userId: user.id, role: user.role, sessionId: session.id }, issuedAt);
    return { accessToken, expiresIn: this.accessTokens.lifetime, user, session };
  }
}

function whoOf({ id, userId }: Session) {
  return { actorId: userId, userId, sessionId: id };
}
