import type { ClientContext } from '../../domain/client-context.js';
import type { RevokedReason, Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';

interface Ending {
  readonly reason: RevokedReason;
  /** The user who asked for it; null when the service itself did. */
  readonly by: string | null;
  readonly client: ClientContext;
}

/** Ends all sessions of a user: one write decides, the marks in the sessions follow. */
export class EndSessions {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Raises the user's epoch from the one that was read, marks the sessions, records it. Returns how many it ended;
   * null if the epoch had moved since, so that a late caller can't end the sessions that came after.
   * Writes: one to the user, one to the sessions (with a read of their ids), one audit insert.
   */
  async everySessionOf(user: User, { reason, by, client }: Ending): Promise<number | null> {
    const at = this.clock.now();
    const epoch = await this.users.raiseSessionEpoch(user.id, user.sessionEpoch, reason, at);
    if (epoch === null) return null;
    const ended = await this.sessions.markEnded(user.id, epoch, { reason, by, at });
    await this.trail.record(client, {
      type: 'user.sessions_revoked',
      details: { reason, revokedSessions: ended.length },
      actorId: by,
      userId: user.id,
      sessionId: null,
    });
    return ended.length;
  }

  /** Marks a session that was met dead and unmarked. */
  async finishMarking(session: Session, reason: RevokedReason): Promise<void> {
    if (session.revokedAt !== null) return;
    await this.sessions.revoke(session.id, session.familyHash, { reason, by: null, at: this.clock.now() });
  }
}
