import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { InvalidCredentials } from '../../domain/errors.js';
import type { Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AccessTokens } from '../ports/access-tokens.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { OpenSession } from '../sessions/open-session.js';
import type { EndPresentedSessions } from './end-presented-sessions.js';
import type { DeliverRefreshToken, SignedIn } from './signed-in.js';

export interface SignInRequest {
  /** The account as it was read together with the hash that the password was proved against. */
  readonly user: User;
  /** Whether the password that was given is also the one of another hash: a renewal may have moved it meanwhile. */
  readonly proves: (passwordHash: string) => Promise<boolean>;
  /** The event of the act that led here. */
  readonly act: 'user.registered' | { readonly passwordHashRenewed: boolean };
  /** Refresh tokens that came with the request: one browser keeps one session. */
  readonly presentedTokens: readonly string[];
  readonly client: ClientContext;
  readonly deliver: DeliverRefreshToken;
}

/** The steps that registration and login share, once it is known who the caller is. */
export class SignIn {
  constructor(
    private readonly openSession: OpenSession,
    private readonly endPresented: EndPresentedSessions,
    private readonly users: UserRepository,
    private readonly trail: AuditTrail,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Opens the session, makes sure that nothing ended the user's sessions meanwhile, ends those that make room for it,
   * stores the events, signs. Store calls: one insert of the session, one read of the user, one of the user's sessions, one
   * audit insert, and one write for each evicted or replaced session.
   * @throws InvalidCredentials the account changed while the login ran: the new session is already ended
   */
  async execute(request: SignInRequest): Promise<SignedIn> {
    const opened = await this.openSession.execute(request.user, request.client);
    const { session } = opened;
    try {
      const user = await this.confirm(request, session);
      const evicted = await this.openSession.evictOthers(user, session);
      const replaced = await this.endPresented.execute(request.presentedTokens, 'replaced', user.id);
      await this.trail.record(request.client, ...eventsOf(request, session, evicted, replaced));
      const subject = { userId: user.id, role: user.role, sessionId: session.id };
      const accessToken = this.accessTokens.sign(subject, session.createdAt);
      request.deliver(opened.token, session);
      return { accessToken, expiresIn: this.accessTokens.lifetime, user, session };
    } catch (fault) {
      await this.openSession.undo(session, fault instanceof InvalidCredentials ? 'superseded' : 'abandoned');
      throw fault;
    }
  }

  /** A login must not outlive a reset, logout-all or deactivation that ran beside it (design: `sessionEpoch`). */
  private async confirm({ user, proves, client }: SignInRequest, session: Session): Promise<User> {
    const now = await this.users.findById(user.id);
    const isSame = now?.isActive === true && now.sessionEpoch === user.sessionEpoch;
    if (isSame && (now.passwordHash === user.passwordHash || (await proves(now.passwordHash)))) return now;
    const details = { reason: 'superseded' } as const;
    await this.trail.record(client, {
      type: 'login.failed',
      details,
      actorId: null,
      userId: user.id,
      sessionId: session.id,
    });
    throw new InvalidCredentials();
  }
}

function eventsOf(
  request: SignInRequest,
  { id: sessionId }: Session,
  evicted: readonly Session[],
  replaced: readonly Session[],
): AuditFact[] {
  const { user, act } = request;
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
