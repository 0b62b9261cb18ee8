import type { ClientContext } from '../../domain/client-context.js';
import { judgeRefresh, type RefreshVerdict } from '../../domain/refresh-verdict.js';
import type { Clock } from '../ports/clock.js';
import type { DeviceClassifier } from '../ports/device-classifier.js';
import type { GenuineToken } from '../ports/refresh-tokens.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { SessionPolicy } from '../session-policy.js';

/** Finds out why the one write of a refresh did not match. */
export class JudgeRefresh {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly devices: DeviceClassifier,
    private readonly policy: SessionPolicy,
    private readonly clock: Clock,
  ) {}

  /** Two reads: the session, confirmed, then its user. */
  async execute(
    token: GenuineToken,
    idempotencyKeyHash: string | null,
    client: ClientContext,
  ): Promise<RefreshVerdict> {
    const session = await this.sessions.find(token.sessionId);
    const user = session === null ? null : await this.users.findById(session.userId);
    const presented = {
      generation: token.generation,
      familyHash: token.familyHash,
      idempotencyKeyHash,
      deviceFamily: this.devices.familyOf(client.userAgent),
    };
    return judgeRefresh(presented, {
      session,
      user,
      lastDeviceFamily: this.devices.familyOf(session?.userAgent ?? null),
      now: this.clock.now(),
      leewayMs: this.policy.refreshLeewayMs,
    });
  }
}
