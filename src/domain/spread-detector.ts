export interface SpreadLimits {
  /** So many different members are a spread. */
  readonly limit: number;
  /** Within so much time. */
  readonly windowMs: number;
  /** So long a key that spread is not told of again. */
  readonly quietMs: number;
}

interface Sighting {
  /** When each member was seen last, the longest ago first. */
  readonly lastSeen: Map<string, number>;
  quietUntil: number;
}

/** Keys beyond are forgotten, the longest untouched first. */
const MAX_KEYS = 5000;

/**
 * Notices when something spreads: when one key (a network, an account) is seen with many different members (accounts,
 * networks) within a span of time. Bounded: 5000 keys, of fewer members each than the limit.
 */
export class SpreadDetector {
  private readonly sightings = new Map<string, Sighting>();

  constructor(private readonly limits: SpreadLimits) {}

  /** True when this sighting makes it a spread; then not again for that key before `quietMs` have passed. */
  note(key: string, member: string, at: Date): boolean {
    const now = at.getTime();
    const sighting = this.touch(key);
    if (now < sighting.quietUntil) return false;
    const { lastSeen } = sighting;
    lastSeen.delete(member);
    lastSeen.set(member, now);
    this.forgetBefore(lastSeen, now - this.limits.windowMs);
    if (lastSeen.size < this.limits.limit) return false;
    lastSeen.clear();
    sighting.quietUntil = now + this.limits.quietMs;
    return true;
  }

  private touch(key: string): Sighting {
    const sighting = this.sightings.get(key) ?? { lastSeen: new Map<string, number>(), quietUntil: 0 };
    this.sightings.delete(key);
    this.sightings.set(key, sighting);
    const [oldest] = this.sightings.keys();
    if (this.sightings.size > MAX_KEYS && oldest !== undefined) this.sightings.delete(oldest);
    return sighting;
  }

  private forgetBefore(lastSeen: Map<string, number>, instant: number): void {
    for (const [member, seenAt] of lastSeen) {
      if (seenAt > instant) return;
      lastSeen.delete(member);
    }
  }
}
