/** The settings of what looks suspicious; durations in milliseconds. Doubles as its own injection token. */
export class SuspicionPolicy {
  constructor(
    private readonly settings: {
      readonly stuffingAccounts: number;
      readonly guessingNetworks: number;
      readonly windowMs: number;
      readonly quietMs: number;
      readonly rememberedSessions: number;
    },
  ) {}

  /** How many of a user's latest sessions say which devices and networks are known. */
  get rememberedSessions(): number {
    return this.settings.rememberedSessions;
  }

  /** When failures of one network are credential stuffing: its limit counts accounts. */
  get stuffing() {
    const { stuffingAccounts: limit, windowMs, quietMs } = this.settings;
    return { limit, windowMs, quietMs };
  }

  /** When failures on one account are distributed guessing: its limit counts networks. */
  get guessing() {
    const { guessingNetworks: limit, windowMs, quietMs } = this.settings;
    return { limit, windowMs, quietMs };
  }
}
