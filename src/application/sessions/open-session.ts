import type { ClientContext } from '../../domain/client-context.js';
import type { Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { GenuineToken, RefreshTokens } from '../ports/refresh-tokens.js';
import type { Opened, SessionRepository } from '../ports/session-repository.js';
import type { SessionPolicy } from '../session-policy.js';
import type { NewSession } from './new-session.js';

/** A session just opened, its refresh token, and what made room for it. */
export interface OpenedSession extends Opened {
  readonly session: Session;
  readonly token: GenuineToken;
}

/** Opens a session under the epoch that the caller read together with the proof of identity. */
export class OpenSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly newSession: NewSession,
    private readonly refreshTokens: RefreshTokens,
    private readonly policy: SessionPolicy,
    private readonly clock: Clock,
  ) {}

  /** One atomic opening. Null if the account was closed, or its sessions ended, since the user was read. */
  async execute(user: User, presentedTokens: readonly string[], client: ClientContext): Promise<OpenedSession | null> {
    const { session, token } = this.newSession.of(user, client);
    const replacing = this.refreshTokens.sessionsOf(presentedTokens);
    try {
      const opened = await this.sessions.open({ session, limit: this.policy.maxSessionsPerUser, replacing });
      return opened === null ? null : { ...opened, session, token };
    } catch (fault) {
      await this.undo(session);
      throw fault;
    }
  }

  /** Ends a session whose token nobody was given, so that it vanishes from listings; a store that is away can't be helped. */
  async undo(session: Session): Promise<void> {
    const revocation = { reason: 'abandoned', by: null, at: this.clock.now() } as const;
    await this.sessions.revoke(session.id, session.familyHash, revocation).catch(() => undefined);
  }
}
