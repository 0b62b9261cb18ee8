import type { AuditDetails, AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { OpenedSession } from '../sessions/open-session.js';
import type { WatchLogins } from '../suspicion/watch-logins.js';

/** Who signs in by what act. */
export interface SignInAct {
  readonly user: User;
  /** The event of the act, or a login's details. */
  readonly act: 'user.registered' | AuditDetails['login.succeeded'];
  readonly client: ClientContext;
}

/** Records how sign-ins end, with what is suspicious about them in the same append. */
export class LoginTrail {
  constructor(
    private readonly trail: AuditTrail,
    private readonly logins: WatchLogins,
  ) {}

  /** One audit insert; at a login one read before it. @throws StorageUnavailable */
  async signedIn(signIn: SignInAct, opened: OpenedSession): Promise<void> {
    const suspicions = signIn.act === 'user.registered' ? [] : await this.logins.execute(opened.session);
    await this.trail.record(signIn.client, ...eventsOf(signIn, opened), ...suspicions);
  }

  /** The sign-in lost to something that ended the account's sessions meanwhile: nobody's guess. One audit insert. */
  async superseded(user: User, client: ClientContext): Promise<void> {
    const who = { actorId: null, userId: user.id, sessionId: null };
    await this.trail.record(client, { type: 'login.failed', details: { reason: 'superseded' }, ...who });
  }
}

function eventsOf({ user, act }: SignInAct, { session, evicted, replaced }: OpenedSession): AuditFact[] {
  const sessionId = session.id;
  const who = { actorId: user.id, userId: user.id };
  const first: AuditFact =
    act === 'user.registered'
      ? { type: act, details: {}, ...who, sessionId }
      : { type: 'login.succeeded', details: act, ...who, sessionId };
  const evictions = evicted.map(({ id }): AuditFact => ({
    type: 'session.evicted',
    details: {},
    ...who,
    actorId: null,
    sessionId: id,
  }));
  const replacements = replaced.map(({ id, userId }): AuditFact => ({
    type: 'session.revoked',
    details: { reason: 'replaced' },
    actorId: user.id,
    userId,
    sessionId: id,
  }));
  return [first, ...evictions, ...replacements];
}
