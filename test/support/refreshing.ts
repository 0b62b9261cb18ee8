import type { AuditTrail } from '../../src/application/audit/audit-trail.js';
import { CascadeReuse } from '../../src/application/auth/cascade-reuse.js';
import type { ConfirmCaller } from '../../src/application/auth/confirm-caller.js';
import { GrantRefresh } from '../../src/application/auth/grant-refresh.js';
import { JudgeRefresh } from '../../src/application/auth/judge-refresh.js';
import { PrepareRefresh } from '../../src/application/auth/prepare-refresh.js';
import { RefreshSession } from '../../src/application/auth/refresh-session.js';
import { RefusalTrail } from '../../src/application/auth/refusal-trail.js';
import { RefuseRefresh } from '../../src/application/auth/refuse-refresh.js';
import type { AccessTokens } from '../../src/application/ports/access-tokens.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { DeviceClassifier } from '../../src/application/ports/device-classifier.js';
import type { Random } from '../../src/application/ports/random.js';
import type { RefreshTokens } from '../../src/application/ports/refresh-tokens.js';
import type { SessionRepository } from '../../src/application/ports/session-repository.js';
import type { UserRepository } from '../../src/application/ports/user-repository.js';
import type { SessionPolicy } from '../../src/application/session-policy.js';
import type { EndSessions } from '../../src/application/sessions/end-sessions.js';
import type { WatchMoves } from '../../src/application/suspicion/watch-moves.js';

/** What the use cases share. */
interface Shared {
  readonly refreshTokens: RefreshTokens;
  readonly policy: SessionPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly ends: EndSessions;
  readonly confirmCaller: ConfirmCaller;
}

interface Parts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly accessTokens: AccessTokens;
  readonly devices: DeviceClassifier;
  readonly trail: AuditTrail;
  readonly moves: WatchMoves;
}

/** The use case of a refresh. */
export function refreshing(
  { refreshTokens, policy, clock, random, ends, confirmCaller }: Shared,
  { users, sessions, accessTokens, devices, trail, moves }: Parts,
): RefreshSession {
  const refusals = new RefusalTrail(trail, policy, clock);
  return new RefreshSession(
    new PrepareRefresh(refreshTokens, policy, clock, random),
    sessions,
    new GrantRefresh(users, ends, trail, accessTokens, moves),
    new JudgeRefresh(sessions, users, devices, policy, clock),
    new RefuseRefresh(refusals, new CascadeReuse(confirmCaller, ends, policy), ends),
  );
}
