import { NotFound } from '../../domain/errors.js';
import { endOf } from '../../domain/liveness.js';
import type { Session } from '../../domain/session.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';

/** One session with its lineage of rotations. */
export class ViewSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
  ) {}

  /**
   * Two reads; a session that ended without being marked is marked and read again.
   * @throws NotFound
   */
  async execute(id: string): Promise<Session> {
    const session = await this.find(id);
    const user = await this.users.findById(session.userId);
    const reason = endOf(session, user);
    if (reason === null || session.revokedAt !== null) return session;
    await this.ends.finishMarking(session, user, reason);
    return this.find(id);
  }

  private async find(id: string): Promise<Session> {
    const session = await this.sessions.find(id);
    if (session === null) throw new NotFound('session');
    return session;
  }
}
