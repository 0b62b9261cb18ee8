import { normalizeEmail } from '../../domain/email.js';
import type { ClientContext } from '../../domain/client-context.js';
import { FIRST_ADMIN_ROLE } from '../../domain/role.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { ChoosePassword } from '../auth/choose-password.js';
import { emailTaken, type NewUser } from '../auth/new-user.js';
import type { UserRepository } from '../ports/user-repository.js';

/** Makes an administrator's account from the command line: the first one has nobody who could give the role. */
export class CreateAdmin {
  constructor(
    private readonly users: UserRepository,
    private readonly choosePassword: ChoosePassword,
    private readonly newUser: NewUser,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * One insert, one audit insert. If either fails, the account is taken back (as far as the store lets it), so that the
   * same can be asked for again.
   * @throws DomainError `email-taken`, `validation-failed`
   */
  async execute(rawEmail: string, rawPassword: string, client: ClientContext): Promise<User> {
    const email = normalizeEmail(rawEmail);
    const password = await this.choosePassword.accept(rawPassword, email, 'password');
    const made = this.newUser.execute(email, await this.choosePassword.hash(password), FIRST_ADMIN_ROLE);
    // Whoever may run this vouches for the address: the first administrator must get in without a mail server.
    const user = { ...made, emailVerifiedAt: made.createdAt };
    try {
      if (!(await this.users.insert(user))) throw emailTaken();
      await this.recordCreation(user, client);
    } catch (fault) {
      await this.users.withdraw(user.id, user.passwordHash).catch(() => undefined);
      throw fault;
    }
    return user;
  }

  private recordCreation(user: User, client: ClientContext): Promise<void> {
    const who = { actorId: null, userId: user.id, sessionId: null };
    return this.trail.record(client, { type: 'admin.user_created', details: { role: user.role }, ...who });
  }
}
