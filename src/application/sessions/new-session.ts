import type { ClientContext } from '../../domain/client-context.js';
import { placeOf } from '../../domain/place.js';
import { SESSION_RETENTION_MS, type Session } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { DeviceClassifier } from '../ports/device-classifier.js';
import type { Random } from '../ports/random.js';
import type { GenuineToken, RefreshTokens } from '../ports/refresh-tokens.js';
import type { SessionPolicy } from '../session-policy.js';

/** Makes sessions, under the epoch that the user was read with. Nothing is stored. */
export class NewSession {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly devices: DeviceClassifier,
    private readonly policy: SessionPolicy,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  of(user: User, { userAgent, ipAddress }: ClientContext): { session: Session; token: GenuineToken } {
    const token = this.refreshTokens.open(this.random.uuid());
    const now = this.clock.now();
    const absoluteExpiresAt = this.policy.absoluteExpiryFrom(now);
    const idleExpiresAt = this.policy.idleExpiryFrom(now);
    const session: Session = {
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
      userAgent,
      ipAddress,
      idempotencyKeyHash: null,
      rotations: [],
      places: [placeOf(this.devices.familyOf(userAgent), ipAddress)],
    };
    return { session, token };
  }
}
