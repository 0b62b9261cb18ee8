import { StorageUnavailable } from '../../domain/errors.js';
import { DEFAULT_ROLE } from '../../domain/role.js';
import type { User } from '../../domain/user.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { ChoosePassword } from './choose-password.js';
import type { NewUser } from './new-user.js';

/** Opens an account together with something that must not be missing: both happen, or neither. */
export class OpenAccount {
  constructor(
    private readonly users: UserRepository,
    private readonly choosePassword: ChoosePassword,
    private readonly newUser: NewUser,
  ) {}

  /**
   * Takes a normalised e-mail and an accepted password. One hash and one insert, then what `complete` does. Null if the
   * e-mail is taken. If the store fails from the insert on, the account is taken back (as far as the store lets it), so
   * that the same request can be made again.
   */
  async execute<T>(email: string, password: string, complete: (user: User) => Promise<T>): Promise<T | null> {
    const passwordHash = await this.choosePassword.hash(password);
    const user = this.newUser.execute(email, passwordHash, DEFAULT_ROLE);
    try {
      return (await this.users.insert(user)) ? await complete(user) : null;
    } catch (fault) {
      if (fault instanceof StorageUnavailable) {
        await this.users.withdraw(user.id, passwordHash).catch(() => undefined);
      }
      throw fault;
    }
  }
}
