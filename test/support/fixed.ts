import type { SessionPolicy } from '../../src/application/session-policy.js';
import { Clock } from '../../src/application/ports/clock.js';
import { EventObserver } from '../../src/application/ports/event-observer.js';
import { Random } from '../../src/application/ports/random.js';
import type { AuditEvent } from '../../src/domain/audit-event.js';
import { Peppers } from '../../src/infrastructure/crypto/peppers.js';

/** A clock that moves only when it is told to. */
export class FixedClock extends Clock {
  private instant: number;
  private uptime = 0;

  constructor(start = '2026-11-25T12:00:00.000Z') {
    super();
    this.instant = Date.parse(start);
  }

  now(): Date {
    return new Date(this.instant);
  }

  uptimeMs(): number {
    return this.uptime;
  }

  /** Turns it: no time has passed. */
  set(instant: Date): void {
    this.instant = instant.getTime();
  }

  advance(ms: number): void {
    this.instant += ms;
    this.uptime += ms;
  }
}

/** Counts instead of drawing: UUIDv7s in ascending order, the same for the same seed and different for another. */
export class SeededRandom extends Random {
  private drawn = 0;

  constructor(private readonly seed = 0) {
    super();
  }

  uuid(): string {
    this.drawn += 1;
    const seed = this.seed.toString(16).padStart(3, '0');
    return `019ab9c0-0000-7${seed}-8000-${this.drawn.toString(16).padStart(12, '0')}`;
  }
}

/** Keeps what it is told of. */
export class SeenEvents extends EventObserver {
  readonly events: AuditEvent[] = [];

  stored(events: readonly AuditEvent[]): void {
    this.events.push(...events);
  }
}

/** Hashes as they are without `PASSWORD_PEPPERS`. */
export const NO_PEPPERS = new Peppers([], {
  error: (line) => {
    throw new Error(line);
  },
});

/** The settings of sessions as their defaults are. */
export const TEST_POLICY = {
  refreshTokenTtlMs: 30 * 86_400_000,
  sessionMaxAgeMs: 90 * 86_400_000,
  maxSessionsPerUser: 20,
  refreshLeewayMs: 0,
  reuseScope: 'user',
} as const satisfies ConstructorParameters<typeof SessionPolicy>[0];
