import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { Session } from '../../domain/session.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../ports/clock.js';
import type { RefreshTokens } from '../ports/refresh-tokens.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { RevocationFeed } from '../sessions/revocation-feed.js';

/** Ends the session of the browser that asks, by its refresh token of any generation; it can't lose to a refresh. */
export class LogOut {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: SessionRepository,
    private readonly feed: RevocationFeed,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * One write for each session that the genuine tokens name (none for forged ones), and one audit insert; no event for
   * sessions that had been ended before.
   */
  async execute(presentedTokens: readonly string[], client: ClientContext): Promise<void> {
    const at = this.clock.now();
    const ended: Session[] = [];
    for (const { id, familyHash } of this.refreshTokens.sessionsOf(presentedTokens)) {
      const session = await this.sessions.revoke(id, familyHash, { reason: 'logout', by: null, at });
      if (session !== null) ended.push(session);
    }
    this.feed.add(
      ended.map(({ id }) => id),
      at,
    );
    await this.trail.record(client, ...ended.map(loggedOut));
  }
}

function loggedOut({ id: sessionId, userId }: Session): AuditFact {
  return { type: 'session.revoked', details: { reason: 'logout' }, actorId: userId, userId, sessionId };
}
