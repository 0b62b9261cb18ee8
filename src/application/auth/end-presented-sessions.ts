import type { RevokedReason, Session } from '../../domain/session.js';
import type { Clock } from '../ports/clock.js';
import type { GenuineToken, RefreshTokens } from '../ports/refresh-tokens.js';
import type { SessionRepository } from '../ports/session-repository.js';

/** Ends the sessions whose refresh tokens a browser holds, whatever the tokens' generation. */
export class EndPresentedSessions {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** One write for each genuine token (none for forged ones). Returns the sessions that this call ended. */
  async execute(presented: readonly string[], reason: RevokedReason, by: string | null): Promise<Session[]> {
    const at = this.clock.now();
    const genuine = this.refreshTokens.recognizeAll(presented);
    const ended: Session[] = [];
    for (const token of onePerSession(genuine)) {
      const session = await this.sessions.revoke(token.sessionId, token.familyHash, { reason, by, at });
      if (session !== null) ended.push(session);
    }
    return ended;
  }
}

function onePerSession(tokens: readonly GenuineToken[]): Iterable<GenuineToken> {
  return new Map(tokens.map((token) => [`${token.sessionId} ${token.familyHash}`, token])).values();
}
