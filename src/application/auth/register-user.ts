import { normalizeEmail } from '../../domain/email.js';
import { DomainError, StorageUnavailable } from '../../domain/errors.js';
import { DEFAULT_ROLE } from '../../domain/role.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { ChoosePassword } from './choose-password.js';
import type { SignIn } from './sign-in.js';
import type { CredentialsRequest, SignedIn } from './signed-in.js';

/** Opens an account and signs its owner in. */
export class RegisterUser {
  constructor(
    private readonly users: UserRepository,
    private readonly choosePassword: ChoosePassword,
    private readonly signIn: SignIn,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Store calls: one read and one insert of the user, then those of `SignIn`. If the store fails from the
   * insert on, the account is taken back (as far as the store lets it), so that the same request can be made again.
   * @throws DomainError `email-taken`, `validation-failed`, `overloaded`
   */
  async execute(request: CredentialsRequest): Promise<SignedIn> {
    const email = normalizeEmail(request.email);
    const password = this.choosePassword.accept(request.password, email, 'password');
    // Asked before hashing only to save the work; the insert decides.
    if ((await this.users.findByEmail(email)) !== null) throw emailTaken();
    const passwordHash = await this.choosePassword.hash(password);
    const user = this.newUser(email, passwordHash);
    try {
      if (!(await this.users.insert(user))) throw emailTaken();
      return await this.signIn.execute({
        user,
        proves: (hash) => Promise.resolve(hash === passwordHash),
        act: 'user.registered',
        presentedTokens: request.presentedTokens,
        client: request.client,
        deliver: request.deliver,
      });
    } catch (fault) {
      if (fault instanceof StorageUnavailable) {
        await this.users.withdraw(user.id, passwordHash).catch(() => undefined);
      }
      throw fault;
    }
  }

  private newUser(email: string, passwordHash: string): User {
    const now = this.clock.now();
    return {
      id: this.random.uuid(),
      email,
      passwordHash,
      role: DEFAULT_ROLE,
      isActive: true,
      emailVerifiedAt: null,
      sessionEpoch: 0,
      sessionEpochReason: null,
      sparedSessionId: null,
      createdAt: now,
      updatedAt: now,
    };
  }
}

function emailTaken(): DomainError {
  return new DomainError('email-taken', 'There is an account with this e-mail already.', {
    errors: [{ field: 'email', message: 'is taken' }],
  });
}
