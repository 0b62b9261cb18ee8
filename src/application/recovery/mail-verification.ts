import type { ClientContext } from '../../domain/client-context.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { BackgroundWork } from '../ports/background-work.js';
import type { Mailer } from '../ports/mailer.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { IssueActionToken } from './issue-action-token.js';

/** Mails the token that confirms an e-mail address. Nobody waits for it. */
export class MailVerification {
  constructor(
    private readonly work: BackgroundWork,
    private readonly users: UserRepository,
    private readonly issue: IssueActionToken,
    private readonly trail: AuditTrail,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Returns at once. In the background: one read, then a write and an audit insert; nothing for an address that is
   * confirmed, or an account that is closed or gone.
   * @param limit as in `IssueActionToken`; with 1 there is a mail only if no token is live
   */
  execute(userId: string, limit: number, client: ClientContext): void {
    this.work.run('mailing a verification', () => this.mail(userId, limit, client));
  }

  private async mail(userId: string, limit: number, client: ClientContext): Promise<void> {
    const user = await this.users.findById(userId);
    if (!user?.isActive || user.emailVerifiedAt !== null) return;
    const issued = await this.issue.execute(user, 'email-verification', limit);
    const details = { result: issued === null ? 'limited' : 'mailed' } as const;
    const who = { actorId: null, userId, sessionId: null };
    await this.trail.record(client, { type: 'email.verification_requested', details, ...who });
    if (issued !== null) this.mailer.send({ kind: 'email-verification', to: user.email, data: issued });
  }
}
