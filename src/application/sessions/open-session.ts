import type { ClientContext } from '../../domain/client-context.js';
import { type RevokedReason, SESSION_RETENTION_MS, type Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { GenuineToken, RefreshTokens } from '../ports/refresh-tokens.js';
import type { Opened, SessionRepository } from '../ports/session-repository.js';
import type { SessionPolicy } from '../session-policy.js';

/** A session just opened, its refresh token, and what made room for it. */
export interface OpenedSession extends Opened {
  readonly session: Session;
  readonly token: GenuineToken;
}

/** Opens a session under the epoch that the caller read together with the proof of identity. */
export class OpenSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly policy: SessionPolicy,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** One atomic opening. Null if the account was closed, or its sessions ended, since the user was read. */
  async execute(user: User, presentedTokens: readonly string[], client: ClientContext): Promise<OpenedSession | null> {
    const token = this.refreshTokens.open(this.random.uuid());
    const session = this.newSession(user, client, token, this.clock.now());
    const replacing = this.refreshTokens.sessionsOf(presentedTokens);
    try {
      const opened = await this.sessions.open({ session, limit: this.policy.maxSessionsPerUser, replacing });
      return opened === null ? null : { ...opened, session, token };
    } catch (fault) {
      await this.undo(session, 'abandoned');
      throw fault;
    }
  }

  /** Ends a session whose token nobody was given, so that it vanishes from listings; a store that is away can't be helped. */
  async undo(session: Session, reason: RevokedReason): Promise<void> {
    const revocation = { reason, by: null, at: this.clock.now() };
    await this.sessions.revoke(session.id, session.familyHash, revocation).catch(() => undefined);
  }

  private newSession(user: User, client: ClientContext, token: GenuineToken, now: Date): Session {
    const absoluteExpiresAt = this.policy.absoluteExpiryFrom(now);
    const idleExpiresAt = this.policy.idleExpiryFrom(now);
    return {
      id: token.sessionId,
      userId: user.id,
      userEpoch: user.sessionEpoch,
      familyHash: token.familyHash,
      generation: token.generation,
      tokenHash: token.hash,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: idleExpiresAt < absoluteExpiresAt ? idleExpiresAt : absoluteExpiresAt,
      absoluteExpiresAt,
      purgeAt: new Date(absoluteExpiresAt.getTime() + SESSION_RETENTION_MS),
      revokedAt: null,
      revokedReason: null,
      revokedBy: null,
      userAgent: client.userAgent,
      ipAddress: client.ipAddress,
      idempotencyKeyHash: null,
      rotations: [],
    };
  }
}
