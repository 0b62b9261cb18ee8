import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../application/ports/clock.js';
import type { AuthenticatedCaller } from './caller.js';

/** Some 6 MB of tokens; the oldest go first. */
const CAPACITY = 10_000;
/** Clocks of instances differ by less. */
const SLACK_MS = 60_000;

interface Entry {
  readonly caller: AuthenticatedCaller;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * Access tokens whose signature and claims were found good, until they expire: nothing that was verified then can change,
 * and a client sends the same token again and again. Whether the session has ended since is asked each time, elsewhere.
 */
@Injectable()
export class VerifiedTokens {
  private readonly entries = new Map<string, Entry>();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /**
   * Times in seconds since 1970, as in the token (RFC 7519 §4.1.4 and §4.1.6). False for a token of the future: the clock was
   * set back since, so it would live on by that much, and beyond the time for which the end of its session is remembered.
   */
  add(
    token: string,
    caller: AuthenticatedCaller,
    { iat, exp }: { readonly iat: number; readonly exp: number },
  ): boolean {
    const entry = { caller, issuedAtMs: iat * 1000, expiresAtMs: exp * 1000 };
    if (!this.isOfNow(entry)) return false;
    this.entries.set(token, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > CAPACITY && oldest !== undefined) this.entries.delete(oldest);
    return true;
  }

  /** Whom the token speaks for; undefined if it must be verified (anew). */
  find(token: string): AuthenticatedCaller | undefined {
    const entry = this.entries.get(token);
    if (entry === undefined || this.isOfNow(entry)) return entry?.caller;
    this.entries.delete(token);
    return undefined;
  }

  private isOfNow({ issuedAtMs, expiresAtMs }: Entry): boolean {
    const now = this.clock.now().getTime();
    return issuedAtMs <= now + SLACK_MS && now < expiresAtMs;
  }
}
