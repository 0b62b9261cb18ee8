import { normalizeEmail } from '../../domain/email.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { DEFAULT_ROLE } from '../../domain/role.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { ChoosePassword } from './choose-password.js';
import { emailTaken, type NewUser } from './new-user.js';
import type { SignIn } from './sign-in.js';
import type { CredentialsRequest, SignedIn } from './signed-in.js';

/** Opens an account and signs its owner in. */
export class RegisterUser {
  constructor(
    private readonly users: UserRepository,
    private readonly choosePassword: ChoosePassword,
    private readonly signIn: SignIn,
    private readonly newUser: NewUser,
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
    const user = this.newUser.execute(email, passwordHash, DEFAULT_ROLE);
    try {
      if (!(await this.users.insert(user))) throw emailTaken();
      return await this.signIn.execute({
        user,
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
}
