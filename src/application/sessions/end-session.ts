import type { ClientContext } from '../../domain/client-context.js';
import { NotFound } from '../../domain/errors.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { EndSessions } from './end-sessions.js';

/** Ends one session that its owner, or an administrator, points at. */
export class EndSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly ends: EndSessions,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * One read, one write, one audit insert; once it has resolved no token of the session works. A session that
   * was marked already is left as it is, without an event.
   * @param actorId who asks; null for an operator at the command line
   * @param scope "own" finds only sessions of `actorId`
   * @throws NotFound
   */
  async execute(id: string, actorId: string | null, scope: 'own' | 'any', client: ClientContext): Promise<void> {
    const session = await this.sessions.find(id);
    if (session === null || (scope === 'own' && session.userId !== actorId)) throw new NotFound('session');
    const reason = scope === 'own' ? 'ended-by-owner' : 'ended-by-admin';
    if (!(await this.ends.one(session, reason, actorId))) return;
    const who = { actorId, userId: session.userId, sessionId: session.id };
    await this.trail.record(client, { type: 'session.revoked', details: { reason }, ...who });
  }
}
