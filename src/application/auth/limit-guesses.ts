import type { ClientContext } from '../../domain/client-context.js';
import { DomainError, InvalidCredentials } from '../../domain/errors.js';
import type { Limits, Lock } from '../../domain/lockout.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { OnceAMinute } from '../audit/once-a-minute.js';
import type { Clock } from '../ports/clock.js';
import type { EmailDigest } from '../ports/email-digest.js';
import type { Lockouts } from '../ports/lockouts.js';
import { Turns } from './turns.js';

/** Somebody is about to say a password. */
export interface Guess {
  /** Normalised; there need not be an account. */
  readonly email: string;
  readonly userId: string | null;
  readonly limits: Limits;
  readonly client: ClientContext;
}

/** Keeps passwords from being guessed: every guess counts as a failure until it has proved right. */
export class LimitGuesses {
  private readonly turns: Turns;
  private readonly onceAMinute: OnceAMinute;

  constructor(
    private readonly lockouts: Lockouts,
    private readonly emails: EmailDigest,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {
    this.turns = new Turns(clock);
    this.onceAMinute = new OnceAMinute(clock);
  }

  /**
   * Runs `prove`, which throws `InvalidCredentials` for a wrong guess, unless a limit is locked: then nothing is looked at,
   * and a right password is answered as a wrong one. Two store calls around `prove` when it resolves or could not tell, one when the guess
   * was wrong or locked; a lock is one audit event a minute.
   * @throws DomainError `account-locked`, `overloaded`
   */
  async execute<T>(guess: Guess, prove: () => Promise<T>): Promise<T> {
    const account = this.emails.of(guess.email);
    // One at a time, or a client that signs in several times at once would be taken for a guesser.
    return this.turns.take(`${account} ${guess.limits[0].counter}`, async () => {
      const lock = await this.lockouts.reserve(account, guess.limits, this.clock.now());
      if (lock !== null) return this.refuse(account, guess, lock);
      const proved = await this.giveBackUnlessWrong(account, guess, prove);
      await this.lockouts.forgive(account, guess.limits, this.clock.now());
      return proved;
    });
  }

  /** Forgets all failures of the account of that normalised e-mail. One write. */
  async forget(email: string): Promise<void> {
    await this.lockouts.forget(this.emails.of(email));
  }

  /** What was shed, or met a store that was away, has told nobody anything. */
  private async giveBackUnlessWrong<T>(account: string, { limits }: Guess, prove: () => Promise<T>): Promise<T> {
    try {
      return await prove();
    } catch (fault) {
      if (!(fault instanceof InvalidCredentials)) {
        await this.lockouts.giveBack(account, limits, this.clock.now()).catch(() => undefined);
      }
      throw fault;
    }
  }

  private async refuse(account: string, { userId, limits, client }: Guess, lock: Lock): Promise<never> {
    const seconds = Math.max(1, Math.ceil((lock.until.getTime() - this.clock.now().getTime()) / 1000));
    await this.onceAMinute.write(`${account} ${limits[0].counter}`, () =>
      this.trail.record(client, {
        type: 'login.locked',
        details: { limit: lock.kind, seconds },
        actorId: null,
        userId,
        sessionId: null,
      }),
    );
    throw new DomainError('account-locked', 'Too many failed attempts. Wait, and try again.', {
      retryAfterSeconds: seconds,
    });
  }
}
