import type { AuditTrail } from '../../src/application/audit/audit-trail.js';
import { LoginTrail } from '../../src/application/auth/login-trail.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { DeviceClassifier } from '../../src/application/ports/device-classifier.js';
import type { KnownPlaces } from '../../src/application/ports/known-places.js';
import { SuspicionPolicy } from '../../src/application/suspicion/suspicion-policy.js';
import { WatchFailures } from '../../src/application/suspicion/watch-failures.js';
import { WatchLogins } from '../../src/application/suspicion/watch-logins.js';
import { WatchMoves } from '../../src/application/suspicion/watch-moves.js';
import { Tap } from './tap.js';

/** Low enough to be reached in a test. */
export const WATCHING = {
  stuffingAccounts: 5,
  guessingNetworks: 4,
  windowMs: 10 * 60_000,
  quietMs: 60 * 60_000,
  rememberedSessions: 50,
} as const satisfies ConstructorParameters<typeof SuspicionPolicy>[0];

/** What looks out for suspicious logins and refreshes. */
export class WatchCases {
  readonly places: Tap<KnownPlaces>;
  readonly loginTrail: LoginTrail;
  readonly failures: WatchFailures;
  readonly moves: WatchMoves;

  constructor(places: KnownPlaces, clock: Clock, trail: AuditTrail, devices: DeviceClassifier) {
    const policy = new SuspicionPolicy(WATCHING);
    this.places = new Tap<KnownPlaces>(places);
    const logins = new WatchLogins(this.places.port, policy);
    this.loginTrail = new LoginTrail(trail, logins);
    this.failures = new WatchFailures(policy, clock);
    this.moves = new WatchMoves(this.places.port, devices, policy);
  }
}
