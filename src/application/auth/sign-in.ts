import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { InvalidCredentials } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AccessTokens } from '../ports/access-tokens.js';
import type { RequireVerifiedEmail } from '../recovery/require-verified-email.js';
import type { OpenedSession, OpenSession } from '../sessions/open-session.js';
import type { RevocationFeed } from '../sessions/revocation-feed.js';
import type { DeliverRefreshToken, SignedIn } from './signed-in.js';

export interface SignInRequest {
  /** The account as it was read together with the hash that the password was proved against. */
  readonly user: User;
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
    private readonly requireVerified: RequireVerifiedEmail,
    private readonly openSession: OpenSession,
    private readonly feed: RevocationFeed,
    private readonly trail: AuditTrail,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Opens the session, which ends those that make room for it; stores the events; signs. Store calls: one opening (on
   * MongoDB a transaction of four to eight commands) and one audit insert.
   * @throws InvalidCredentials the account was closed or its sessions ended while the login ran: a login must not outlive
   * a reset, logout-all or deactivation that ran beside it
   * @throws DomainError `email-not-verified`
   */
  async execute(request: SignInRequest): Promise<SignedIn> {
    await this.requireVerified.execute(request.user, request.client);
    const opened = await this.openSession.execute(request.user, request.presentedTokens, request.client);
    if (opened === null) return this.refuse(request);
    const { session, token, user } = opened;
    const ended = [...opened.evicted, ...opened.replaced].map(({ id }) => id);
    this.feed.add(ended, session.createdAt);
    try {
      await this.trail.record(request.client, ...eventsOf(request, opened));
    } catch (fault) {
      await this.openSession.undo(session, 'abandoned');
      throw fault;
    }
    const accessToken = this.accessTokens.sign(
      { userId: user.id, role: user.role, sessionId: session.id },
      session.createdAt,
    );
    request.deliver(token, session);
    return { accessToken, expiresIn: this.accessTokens.lifetime, user, session };
  }

  private async refuse({ user, client }: SignInRequest): Promise<never> {
    const who = { actorId: null, userId: user.id, sessionId: null };
    await this.trail.record(client, { type: 'login.failed', details: { reason: 'superseded' }, ...who });
    throw new InvalidCredentials();
  }
}

function eventsOf({ user, act }: SignInRequest, { session, evicted, replaced }: OpenedSession): AuditFact[] {
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
