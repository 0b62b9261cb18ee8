import type { ClientContext } from '../../domain/client-context.js';
import { DomainError } from '../../domain/errors.js';
import { isLive } from '../../domain/liveness.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';

/** Ends every session of the caller, the calling one included. */
export class LogOutEverywhere {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly ends: EndSessions,
    private readonly clock: Clock,
  ) {}

  /**
   * Two reads, then the writes of `EndSessions`. Returns how many sessions ended: 0 for the loser of a race.
   * @throws DomainError `token-revoked` the calling session is over, so it can't end the ones that came after it
   */
  async execute(caller: { userId: string; sessionId: string }, client: ClientContext): Promise<number> {
    // The session is read first: if it is live under the epoch read after, it was opened or spared under that epoch.
    const session = await this.sessions.find(caller.sessionId);
    const user = await this.users.findById(caller.userId);
    if (session === null || user === null || !isLive(session, user, this.clock.now())) {
      throw new DomainError('token-revoked', 'The session of this access token has ended.');
    }
    return (await this.ends.everySessionOf(user, { reason: 'logout-all', by: user.id, client })) ?? 0;
  }
}
