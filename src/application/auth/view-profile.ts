import { TokenRevoked } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';
import type { UserRepository } from '../ports/user-repository.js';

/** The caller's own account. */
export class ViewProfile {
  constructor(private readonly users: UserRepository) {}

  /**
   * One read.
   * @throws TokenRevoked the account is gone or inactive
   */
  async execute(userId: string): Promise<User> {
    const user = await this.users.findById(userId);
    if (!user?.isActive) throw new TokenRevoked();
    return user;
  }
}
