import type { ClientContext } from '../../domain/client-context.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { CallerIds, ConfirmCaller } from './confirm-caller.js';

/** Ends the sessions of the caller: all of them, or all but the calling one. */
export class LogOutEverywhere {
  constructor(
    private readonly confirmCaller: ConfirmCaller,
    private readonly ends: EndSessions,
  ) {}

  /**
   * Two reads, then the writes of `EndSessions`. Returns how many sessions ended: 0 for the loser of a race that ended
   * the calling session too.
   * @throws TokenRevoked the calling session is over, so it can't end the ones that came after it
   */
  async execute(caller: CallerIds, spare: 'none' | 'caller', client: ClientContext): Promise<number> {
    const spared = spare === 'caller' ? caller.sessionId : null;
    const reason = spare === 'caller' ? 'ended-by-owner' : 'logout-all';
    let { user } = await this.confirmCaller.execute(caller);
    for (;;) {
      const ended = await this.ends.everySessionOf(user, spared, { reason, by: user.id, client });
      if (ended !== null) return ended;
      // Losing the swap while the calling session lives on takes another raise that spared it, so the loop is short.
      const again = await this.confirmCaller.find(caller);
      if (again === null) return 0;
      user = again.user;
    }
  }
}
