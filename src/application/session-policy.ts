/** The settings that shape sessions; all durations in milliseconds. Doubles as its own injection token. */
export class SessionPolicy {
  constructor(
    private readonly settings: {
      readonly refreshTokenTtlMs: number;
      readonly sessionMaxAgeMs: number;
      readonly maxSessionsPerUser: number;
      readonly refreshLeewayMs: number;
      readonly reuseScope: 'user' | 'session';
    },
  ) {}

  get maxSessionsPerUser(): number {
    return this.settings.maxSessionsPerUser;
  }

  get refreshLeewayMs(): number {
    return this.settings.refreshLeewayMs;
  }

  get reuseScope(): 'user' | 'session' {
    return this.settings.reuseScope;
  }

  absoluteExpiryFrom(createdAt: Date): Date {
    return new Date(createdAt.getTime() + this.settings.sessionMaxAgeMs);
  }

  idleExpiryFrom(usedAt: Date): Date {
    return new Date(usedAt.getTime() + this.settings.refreshTokenTtlMs);
  }
}
