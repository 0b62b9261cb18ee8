import { normalizeEmail } from '../../domain/email.js';
import { InvalidCredentials } from '../../domain/errors.js';
import { normalizePassword } from '../../domain/password-policy.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { LoginTrail } from './login-trail.js';
import { verdictOf } from './password-verdict.js';
import type { SignIn } from './sign-in.js';
import type { CredentialsRequest, SignedIn } from './signed-in.js';

/** Proves a password and signs its owner in. */
export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly signIn: SignIn,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Store calls: one read of the user, then those of `SignIn`; one write more when the hash is renewed. A failure costs
   * one read and one audit insert, after the same hashing whatever was wrong.
   * @throws InvalidCredentials
   */
  async execute(request: CredentialsRequest): Promise<SignedIn> {
    const password = normalizePassword(request.password);
    const proved = await this.prove(request, password);
    const user = await this.renewHash(proved, password);
    return this.signIn.execute({
      user,
      act: { passwordHashRenewed: user !== proved },
      presentedTokens: request.presentedTokens,
      client: request.client,
      deliver: request.deliver,
    });
  }

  private async prove({ email: raw, client }: CredentialsRequest, password: string): Promise<User> {
    const email = normalizeEmail(raw);
    const user = await this.users.findByEmail(email);
    if (user === null) {
      await this.hasher.verifyNothing(password);
      return this.refuse(email, null, 'unknown-email', client);
    }
    const verdict = await verdictOf(this.hasher.verify(user.passwordHash, password));
    if (verdict !== 'right') return this.refuse(email, user, verdict, client);
    if (!user.isActive) return this.refuse(email, user, 'user-inactive', client);
    return user;
  }

  private async refuse(...failure: Parameters<LoginTrail['failed']>): Promise<never> {
    await this.trail.failed(...failure);
    throw new InvalidCredentials();
  }

  /** A renewal that loses to another write of the hash is dropped: a login must never undo a reset. */
  private async renewHash(user: User, password: string): Promise<User> {
    if (!this.hasher.needsRenewal(user.passwordHash)) return user;
    const passwordHash = await this.hasher.hash(password);
    const won = await this.users.renewPasswordHash(user.id, user.passwordHash, passwordHash, this.clock.now());
    return won ? { ...user, passwordHash } : user;
  }
}
