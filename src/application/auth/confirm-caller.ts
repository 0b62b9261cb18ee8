import { TokenRevoked } from '../../domain/errors.js';
import { endOf, isExpired } from '../../domain/liveness.js';
import type { Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';

/** Who an access token speaks for. */
export interface CallerIds {
  readonly userId: string;
  readonly sessionId: string;
}

export interface ConfirmedCaller {
  readonly session: Session;
  readonly user: User;
}

/** Asks the store whether a caller's session is live: an access token only proves that it was, up to its lifetime ago. */
export class ConfirmCaller {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
    private readonly clock: Clock,
  ) {}

  /**
   * Two reads; one write more to mark a session that it finds dead.
   * @throws TokenRevoked
   */
  async execute(caller: CallerIds): Promise<ConfirmedCaller> {
    const confirmed = await this.find(caller);
    if (confirmed === null) throw new TokenRevoked();
    return confirmed;
  }

  /** As `execute`, but null if the session is over. */
  async find({ userId, sessionId }: CallerIds): Promise<ConfirmedCaller | null> {
    // The session is read first: if it is live under the epoch read after, it was opened or spared under that epoch.
    const session = await this.sessions.find(sessionId);
    const user = await this.users.findById(userId);
    if (session === null || user === null || session.userId !== user.id) return null;
    const reason = endOf(session, user);
    if (reason !== null) await this.ends.finishMarking(session, user, reason);
    return reason !== null || isExpired(session, this.clock.now()) ? null : { session, user };
  }
}
