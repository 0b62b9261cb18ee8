import { TokenRevoked } from '../../domain/errors.js';
import type { SessionSummary } from '../../domain/session.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';

/** The caller's live sessions: where am I signed in? */
export class ListOwnSessions {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Two reads; newest use first.
   * @throws TokenRevoked the account is gone or inactive
   */
  async execute(userId: string): Promise<SessionSummary[]> {
    const user = await this.users.findById(userId);
    if (!user?.isActive) throw new TokenRevoked();
    return this.sessions.listLive(user, this.clock.now());
  }
}
