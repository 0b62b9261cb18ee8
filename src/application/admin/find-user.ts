import { normalizeEmail } from '../../domain/email.js';
import { NotFound } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';
import type { UserRepository } from '../ports/user-repository.js';

/** One account, by its id or its e-mail. */
export class FindUser {
  constructor(private readonly users: UserRepository) {}

  /**
   * One read.
   * @throws NotFound
   */
  async execute(by: { readonly id: string } | { readonly email: string }): Promise<User> {
    const user = 'id' in by ? await this.users.findById(by.id) : await this.users.findByEmail(normalizeEmail(by.email));
    if (user === null) throw new NotFound('account');
    return user;
  }
}
