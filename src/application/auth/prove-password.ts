import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { InvalidCredentials } from '../../domain/errors.js';
import { type Guesser, limitsFor } from '../../domain/lockout.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { WatchFailures } from '../suspicion/watch-failures.js';
import type { LimitGuesses } from './limit-guesses.js';
import { type PasswordVerdict, verdictOf } from './password-verdict.js';

/** Who says whose password, and from where. */
export interface PasswordProof {
  /** Normalised. */
  readonly email: string;
  /** Normalised. */
  readonly password: string;
  /** The account of that e-mail, if there is one. */
  readonly user: User | null;
  readonly guesser: Guesser;
  readonly client: ClientContext;
  /** The event that tells of a failure, whose reason is private. */
  readonly failure: (reason: FailureReason) => AuditFact;
}

type FailureReason = 'unknown-email' | 'user-inactive' | Exclude<PasswordVerdict, 'right'>;

/** Holds a password against an account's, within the limits on guessing. */
export class ProvePassword {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly guesses: LimitGuesses,
    private readonly trail: AuditTrail,
    private readonly failures: WatchFailures,
  ) {}

  /**
   * Resolves with the account if the password is its own and it is active. A failure costs the same hashing and one audit
   * insert whatever was wrong, with what is suspicious about it; store calls beside as in `LimitGuesses`.
   * @throws InvalidCredentials
   * @throws DomainError `account-locked`, `overloaded`
   */
  async execute(proof: PasswordProof): Promise<User> {
    const { email, user, guesser, client } = proof;
    const guess = { email, userId: user?.id ?? null, limits: limitsFor(guesser), client };
    return this.guesses.execute(guess, () => this.prove(proof));
  }

  private async prove(proof: PasswordProof): Promise<User> {
    const { user, password, client, failure } = proof;
    const reason = await this.faultOf(user, password);
    if (user !== null && reason === null) return user;
    await this.trail.record(client, failure(reason ?? 'unknown-email'), ...this.suspicionsOf(proof, reason));
    throw new InvalidCredentials();
  }

  private suspicionsOf({ email, user, client }: PasswordProof, reason: FailureReason | null): AuditFact[] {
    const isGuess = reason === 'unknown-email' || reason === 'wrong-password';
    return isGuess ? this.failures.execute({ email, userId: user?.id ?? null, ipAddress: client.ipAddress }) : [];
  }

  private async faultOf(user: User | null, password: string): Promise<FailureReason | null> {
    if (user === null) {
      await this.hasher.verifyNothing(password);
      return 'unknown-email';
    }
    const verdict = await verdictOf(this.hasher.verify(user.passwordHash, password));
    if (verdict !== 'right') return verdict;
    return user.isActive ? null : 'user-inactive';
  }
}
