import type { AuditDetails } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { InvalidCredentials } from '../../domain/errors.js';
import { type Guesser, limitsFor } from '../../domain/lockout.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { LimitGuesses } from './limit-guesses.js';

/** Who signs in as whom, and from where. */
export interface PasswordProof {
  /** Normalised. */
  readonly email: string;
  /** Normalised. */
  readonly password: string;
  /** The account of that e-mail, if there is one. */
  readonly user: User | null;
  readonly guesser: Guesser;
  readonly client: ClientContext;
}

/** Holds the password of a login against the account's, within the limits on guessing. */
export class ProvePassword {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly guesses: LimitGuesses,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Resolves with the account if the password is its own and it is active. A failure costs the same hashing and one audit
   * insert whatever was wrong; store calls beside as in `LimitGuesses`.
   * @throws InvalidCredentials
   * @throws DomainError `account-locked`, `overloaded`
   */
  async execute(proof: PasswordProof): Promise<User> {
    const { email, user, guesser, client } = proof;
    const guess = { email, userId: user?.id ?? null, limits: limitsFor(guesser), client };
    return this.guesses.execute(guess, () => this.prove(proof));
  }

  private async prove({ user, password, client }: PasswordProof): Promise<User> {
    if (user === null) {
      await this.hasher.verifyNothing(password);
      return this.refuse(client, null, 'unknown-email');
    }
    const isRight = await this.hasher.verify(user.passwordHash, password);
    if (!isRight) return this.refuse(client, user, 'wrong-password');
    if (!user.isActive) return this.refuse(client, user, 'user-inactive');
    return user;
  }

  private async refuse(
    client: ClientContext,
    user: User | null,
    reason: AuditDetails['login.failed']['reason'],
  ): Promise<never> {
    const userId = user?.id ?? null;
    await this.trail.record(client, {
      type: 'login.failed',
      details: { reason },
      actorId: null,
      userId,
      sessionId: null,
    });
    throw new InvalidCredentials();
  }
}
