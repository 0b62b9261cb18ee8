import type { AuditFact } from '../../domain/audit-event.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { Mailer } from '../ports/mailer.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { Ending, EndSessions } from '../sessions/end-sessions.js';

/** Puts a new password hash in place of the one that was read, ends the sessions that the old one opened, and tells the owner. */
export class ReplacePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
  ) {}

  /**
   * One write of the user decides; then the marking and one audit insert, `fact` first. False if hash or epoch had moved
   * since `seen` was read: nothing happened.
   */
  async execute(
    seen: User,
    passwordHash: string,
    spare: string | null,
    ending: Ending & { readonly reason: 'password-changed' | 'password-reset' },
    fact: AuditFact,
  ): Promise<boolean> {
    const raise = { reason: ending.reason, spare, at: this.clock.now() };
    const raised = await this.users.replacePassword(seen.id, seen, passwordHash, raise);
    if (raised === null) return false;
    const by = ending.reason === 'password-reset' ? 'reset' : 'change';
    this.mailer.send({ kind: 'password-changed', to: raised.email, data: { by, at: raise.at } });
    await this.ends.followRaise(raised, ending, fact);
    return true;
  }
}
