import { isLive } from '../../domain/liveness.js';
import { type RevokedReason, SESSION_RETENTION_MS, type Session } from '../../domain/session.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { GenuineToken, RefreshTokens } from '../ports/refresh-tokens.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { SessionPolicy } from '../session-policy.js';

/** A session just opened, and its refresh token. */
export interface OpenedSession {
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

  /** One insert. */
  async execute(user: User, client: ClientContext): Promise<OpenedSession> {
    const now = this.clock.now();
    const id = this.random.uuid();
    const token = this.refreshTokens.open(id);
    const session = this.newSession(user, client, token, now);
    await this.sessions.insert(session);
    return { session, token };
  }

  /**
   * Makes room for a session that was opened: the user's longest unused go, never the new one. Returns those that went.
   * One read; one write for each session beyond the limit.
   */
  async evictOthers(user: User, opened: Session): Promise<Session[]> {
    const now = this.clock.now();
    const unended = await this.sessions.listUnended(user.id, now);
    const others = unended.filter((session) => session.id !== opened.id && isLive(session, user, now));
    const surplus = others.slice(0, Math.max(0, others.length + 1 - this.policy.maxSessionsPerUser));
    const evicted: Session[] = [];
    for (const session of surplus) {
      const revocation = { reason: 'evicted', by: null, at: now } as const;
      if (await this.sessions.evict(session.id, session.lastUsedAt, revocation)) evicted.push(session);
    }
    return evicted;
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
