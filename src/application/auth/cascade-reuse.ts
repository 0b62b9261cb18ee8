import type { ClientContext } from '../../domain/client-context.js';
import type { RefreshVerdict } from '../../domain/refresh-verdict.js';
import type { User } from '../../domain/user.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { SessionPolicy } from '../session-policy.js';
import type { ConfirmCaller } from './confirm-caller.js';

/** Ends what a reused token puts in doubt: every session of the user, or only its own (`REUSE_SCOPE`). */
export class CascadeReuse {
  constructor(
    private readonly confirmCaller: ConfirmCaller,
    private readonly ends: EndSessions,
    private readonly policy: SessionPolicy,
  ) {}

  /**
   * Resolves when the presented session is dead, by this call or by another. The epoch is raised only from the one under
   * which that session was live, so that a late loser can't end a login that followed the cascade.
   */
  async execute({ session, user }: Extract<RefreshVerdict, { kind: 'reused' }>, client: ClientContext): Promise<void> {
    if (this.policy.reuseScope === 'session') {
      await this.ends.one(session, 'reuse-detected', null);
      return;
    }
    // Losing the swap while this session lives on takes a raise that spared it, so the loop is short.
    for (let seen: User | undefined = user; seen !== undefined; seen = await this.holderOf(session)) {
      const ended = await this.ends.everySessionOf(seen, null, { reason: 'reuse-detected', by: null, client });
      if (ended !== null) return;
    }
  }

  private async holderOf({ id, userId }: { id: string; userId: string }): Promise<User | undefined> {
    return (await this.confirmCaller.find({ sessionId: id, userId }))?.user;
  }
}
