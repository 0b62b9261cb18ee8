import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { EndPresentedSessions } from './end-presented-sessions.js';

/** Ends the session of the browser that asks, by its refresh token of any generation; it can't lose to a refresh. */
export class LogOut {
  constructor(
    private readonly endPresented: EndPresentedSessions,
    private readonly trail: AuditTrail,
  ) {}

  /** One write and one audit insert; no event for sessions that had been ended before, nothing at all for tokens that aren't ours. */
  async execute(presentedTokens: readonly string[], client: ClientContext): Promise<void> {
    const ended = await this.endPresented.execute(presentedTokens, 'logout', null);
    await this.trail.record(
      client,
      ...ended.map(({ id, userId }): AuditFact => ({
        type: 'session.revoked',
        details: { reason: 'logout' },
        actorId: userId,
        userId,
        sessionId: id,
      })),
    );
  }
}
