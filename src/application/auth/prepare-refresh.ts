import type { ClientContext } from '../../domain/client-context.js';
import { DomainError } from '../../domain/errors.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { GenuineToken, IssuedToken, RefreshTokens } from '../ports/refresh-tokens.js';
import type { RotationCommand } from '../ports/session-repository.js';
import type { SessionPolicy } from '../session-policy.js';
import { invalidRefreshToken } from './refuse-refresh.js';

export interface PresentedRefresh {
  /** Every value of the refresh cookie that came: a browser can hold several of one name (RFC 6265 §5.4). */
  readonly presentedTokens: readonly string[];
  readonly idempotencyKey: string | null;
  readonly client: ClientContext;
}

export interface PreparedRefresh {
  readonly token: GenuineToken;
  /** Under each key, the signing key's first: that one is the command's. */
  readonly successors: readonly [IssuedToken, ...IssuedToken[]];
  readonly command: RotationCommand;
  readonly now: Date;
}

/** Recognises the presented token and works out the one write that would exchange it. Never touches the store. */
export class PrepareRefresh {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly policy: SessionPolicy,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** @throws DomainError `refresh-token-missing`, `refresh-token-invalid` */
  execute({ presentedTokens, idempotencyKey, client }: PresentedRefresh): PreparedRefresh {
    const token = this.choose(presentedTokens);
    const successors = this.refreshTokens.successors(token);
    // Taken before the write: it becomes `iat`, so a revocation that follows the write is always later.
    const now = this.clock.now();
    const command: RotationCommand = {
      sessionId: token.sessionId,
      generation: token.generation,
      tokenHash: token.hash,
      successorHash: successors[0].hash,
      idempotencyKeyHash: idempotencyKey === null ? null : this.refreshTokens.hashKey(idempotencyKey),
      rotation: {
        tokenId: token.id,
        replacedByToken: successors[0].id,
        attemptId: this.random.uuid(),
        rotatedAt: now,
        ipAddress: client.ipAddress,
        userAgent: client.userAgent,
      },
      idleExpiresAt: this.policy.idleExpiryFrom(now),
    };
    return { token, successors, command, now };
  }

  /** The highest generation of the one session that the genuine tokens belong to. */
  private choose(presented: readonly string[]): GenuineToken {
    if (presented.length === 0) {
      throw new DomainError('refresh-token-missing', 'The request carries no refresh token cookie. Sign in.');
    }
    const genuine = this.refreshTokens.recognizeAll(presented);
    const [newest, ...others] = genuine.toSorted((a, b) => b.generation - a.generation);
    if (newest === undefined || others.some((other) => other.sessionId !== newest.sessionId))
      throw invalidRefreshToken();
    return newest;
  }
}
