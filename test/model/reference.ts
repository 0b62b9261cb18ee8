import type { SessionPolicy } from '../../src/application/session-policy.js';
export type Rules = ConstructorParameters<typeof SessionPolicy>[0];

export interface ModelSession {
  readonly owner: string;
  readonly absoluteEnd: number;
  generation: number;
  usedAt: number;
  idleEnd: number;
  key: string | null;
  device: string;
  isOver: boolean;
}

/** What accounts and sessions are, as the documents say it: one clock, one hand, no epochs, no races. */
export class Reference {
  now = 0;
  purgedUpTo = 0;
  readonly passwords = new Map<string, string>();
  readonly closed = new Set<string>();
  readonly sessions: ModelSession[] = [];

  constructor(readonly rules: Rules) {}

  isLive = (session: ModelSession): boolean => !session.isOver && this.now < session.idleEnd;
  isPurged = (session: ModelSession): boolean => this.purgedUpTo >= session.absoluteEnd + 7 * 86_400_000;

  signIn(owner: string, device: string): void {
    const live = this.sessions.filter((session) => session.owner === owner && this.isLive(session));
    live.reverse().sort((a, b) => b.usedAt - a.usedAt);
    for (const longestUnused of live.slice(this.rules.maxSessionsPerUser - 1)) longestUnused.isOver = true;
    const [usedAt, idleEnd] = [this.now, this.now + this.rules.refreshTokenTtlMs];
    const absoluteEnd = this.now + this.rules.sessionMaxAgeMs;
    this.sessions.push({ owner, absoluteEnd, generation: 0, usedAt, idleEnd, key: null, device, isOver: false });
  }

  endAll(owner: string, spared?: ModelSession): void {
    for (const session of this.sessions) if (session.owner === owner && session !== spared) session.isOver = true;
  }

  refresh(session: ModelSession, generation: number, key: string | null, device: string): string {
    if (this.isPurged(session)) return 'refresh-token-invalid';
    if (generation > session.generation) session.isOver = true;
    if (session.isOver) return 'refresh-token-revoked';
    if (!this.isLive(session)) return 'refresh-token-expired';
    const [age, isSameKey] = [this.now - session.usedAt, key !== null && key === session.key];
    if (generation === session.generation && isSameKey) return 'idempotency-key-reused';
    if (generation === session.generation) {
      const idleEnd = Math.min(this.now + this.rules.refreshTokenTtlMs, session.absoluteEnd);
      Object.assign(session, { generation: generation + 1, usedAt: this.now, idleEnd, key, device });
      return 'refreshed';
    }
    const isInLeeway = this.rules.refreshLeewayMs > 0 && age <= this.rules.refreshLeewayMs && device === session.device;
    const isLast = generation === session.generation - 1;
    if (isLast && ((isSameKey && age <= 60_000) || isInLeeway)) return 'retried';
    session.isOver = true;
    if (this.rules.reuseScope === 'user') this.endAll(session.owner);
    return 'refresh-token-reused';
  }
}
