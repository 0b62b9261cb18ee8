import type { User } from '../../domain/user.js';
import { type Page, pageOf, type PageRequest } from '../page.js';
import type { UserFilter, UserRepository } from '../ports/user-repository.js';

/** Accounts by filter, in the order of their e-mails. */
export class ListUsers {
  constructor(private readonly users: UserRepository) {}

  /** One read. */
  async execute(filter: UserFilter, page: PageRequest): Promise<Page<User>> {
    return pageOf(await this.users.page(filter, page), page, ({ email }) => email);
  }
}
