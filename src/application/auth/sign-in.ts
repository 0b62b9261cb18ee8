import { InvalidCredentials } from '../../domain/errors.js';
import type { AccessTokens } from '../ports/access-tokens.js';
import type { RequireVerifiedEmail } from '../recovery/require-verified-email.js';
import type { OpenSession } from '../sessions/open-session.js';
import type { RevocationFeed } from '../sessions/revocation-feed.js';
import type { LoginTrail, SignInAct } from './login-trail.js';
import type { DeliverRefreshToken, SignedIn } from './signed-in.js';

/** `user` is the account as it was read together with the hash that the password was proved against. */
export interface SignInRequest extends SignInAct {
  /** Refresh tokens that came with the request: one browser keeps one session. */
  readonly presentedTokens: readonly string[];
  readonly deliver: DeliverRefreshToken;
}

/** The steps that registration and login share, once it is known who the caller is. */
export class SignIn {
  constructor(
    private readonly requireVerified: RequireVerifiedEmail,
    private readonly openSession: OpenSession,
    private readonly feed: RevocationFeed,
    private readonly trail: LoginTrail,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Opens the session, which ends those that make room for it; stores the events; signs. Store calls: one opening (on
   * MongoDB a transaction of four to seven commands, more when it meets others), at a login one read of the known places,
   * and one audit insert.
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
      await this.trail.signedIn(request, opened);
    } catch (fault) {
      await this.openSession.undo(session);
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
    await this.trail.superseded(user, client);
    throw new InvalidCredentials();
  }
}
