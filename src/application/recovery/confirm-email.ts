import type { ClientContext } from '../../domain/client-context.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../ports/clock.js';
import type { UserRepository } from '../ports/user-repository.js';

/** Notes that a user was shown to receive mail at the account's address. */
export class ConfirmEmail {
  constructor(
    private readonly users: UserRepository,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** One write and one audit insert; nothing for an address that was confirmed when `user` was read. Harmless when repeated. */
  async execute(user: User, by: 'verification' | 'password-reset', client: ClientContext): Promise<void> {
    if (user.emailVerifiedAt !== null) return;
    await this.users.markEmailVerified(user.id, this.clock.now());
    const who = { actorId: user.id, userId: user.id, sessionId: null };
    await this.trail.record(client, { type: 'email.verified', details: { by }, ...who });
  }
}
