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

interface Parts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly refreshTokens: RefreshTokens;
  readonly accessTokens: AccessTokens;
  readonly devices: DeviceClassifier;
  readonly policy: SessionPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly trail: AuditTrail;
  readonly ends: EndSessions;
  readonly confirmCaller: ConfirmCaller;
  readonly moves: WatchMoves;
}

/** The use case of a refresh, of the parts that it shares with the others. */
export function refreshing({ users, sessions, policy, clock, trail, ends, ...parts }: Parts): RefreshSession {
  return new RefreshSession(
    new PrepareRefresh(parts.refreshTokens, policy, clock, parts.random),
    sessions,
    new GrantRefresh(users, ends, trail, parts.accessTokens, parts.moves),
    new JudgeRefresh(sessions, users, parts.devices, policy, clock),
    new RefuseRefresh(
      new RefusalTrail(trail, policy, clock),
      new CascadeReuse(parts.confirmCaller, ends, policy),
      ends,
    ),
  );
}
