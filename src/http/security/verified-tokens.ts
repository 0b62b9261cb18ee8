import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../application/ports/clock.js';
import type { AuthenticatedCaller } from './caller.js';

/** Some 6 MB of tokens; the oldest go first. */
const CAPACITY = 10_000;

interface Entry {
  readonly caller: AuthenticatedCaller;
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

  /** `exp` in seconds since 1970, as in the token (RFC 7519 §4.1.4). */
  add(token: string, caller: AuthenticatedCaller, exp: number): void {
    this.entries.set(token, { caller, expiresAtMs: exp * 1000 });
    const [oldest] = this.entries.keys();
    if (this.entries.size > CAPACITY && oldest !== undefined) this.entries.delete(oldest);
  }

  /** Whom the token speaks for; undefined if it must be verified (anew). */
  find(token: string): AuthenticatedCaller | undefined {
    const entry = this.entries.get(token);
    if (entry === undefined || this.clock.now().getTime() < entry.expiresAtMs) return entry?.caller;
    this.entries.delete(token);
    return undefined;
  }
}
