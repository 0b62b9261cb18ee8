import type { ClientContext } from '../../domain/client-context.js';
import type { RefreshVerdict } from '../../domain/refresh-verdict.js';
import { endOf } from '../../domain/liveness.js';
import type { Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { SessionPolicy } from '../session-policy.js';

/** Ends what a reused token puts in doubt: every session of the user, or only its own (`REUSE_SCOPE`). */
export class CascadeReuse {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
    private readonly policy: SessionPolicy,
  ) {}

  /**
   * Resolves when the presented session is dead, by this call or by another. The epoch is raised only from the one under
   * which that session was live, so that a late loser can't end a login that followed the cascade.
   */
  async execute({ session, user }: Extract<RefreshVerdict, { kind: 'reused' }>, client: ClientContext): Promise<void> {
    if (this.policy.reuseScope === 'session') return this.ends.finishMarking(session, 'reuse-detected');
    // Losing the swap while this session lives on takes a password change that spared it, so the loop is short.
    for (let seen: User | null = user; seen !== null; seen = await this.holderOf(session)) {
      const ended = await this.ends.everySessionOf(seen, { reason: 'reuse-detected', by: null, client });
      if (ended !== null) return;
    }
  }

  private async holderOf({ id, userId }: Session): Promise<User | null> {
    const session = await this.sessions.find(id);
    const user = await this.users.findById(userId);
    return session !== null && endOf(session, user) === null ? user : null;
  }
}
