import { ACTION_TOKEN_LIMIT } from '../../domain/action-token.js';
import type { AuditDetails } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { normalizeEmail } from '../../domain/email.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { BackgroundWork } from '../ports/background-work.js';
import type { Mailer } from '../ports/mailer.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { IssueActionToken, IssuedActionToken } from './issue-action-token.js';

/**
 * Mails a token that sets a new password, if there is an account (OWASP Forgot Password; OWASP ASVS 5.0, 6.3.8). The caller
 * learns nothing of it: neither from the answer, nor from its time, nor from what follows it.
 */
export class RequestPasswordReset {
  constructor(
    private readonly work: BackgroundWork,
    private readonly users: UserRepository,
    private readonly issue: IssueActionToken,
    private readonly trail: AuditTrail,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Returns at once. In the background: one read, a write if there is an account, and an audit insert in any case.
   * @param kind which mail brings the token
   */
  execute(
    email: string,
    client: ClientContext,
    kind: 'password-reset' | 'already-registered' = 'password-reset',
  ): void {
    this.work.run('mailing a password reset', () => this.mail(normalizeEmail(email), client, kind));
  }

  private async mail(
    email: string,
    client: ClientContext,
    kind: 'password-reset' | 'already-registered',
  ): Promise<void> {
    const user = await this.users.findByEmail(email);
    const issued = user?.isActive
      ? await this.issue.execute(user, 'password-reset', ACTION_TOKEN_LIMIT['password-reset'])
      : null;
    const details = { result: resultOf(user, issued) };
    const who = { actorId: null, userId: user?.id ?? null, sessionId: null };
    await this.trail.record(client, { type: 'password.reset_requested', details, ...who });
    if (user !== null && issued !== null) {
      this.mailer.send({ kind, to: user.email, data: issued });
    }
  }
}

function resultOf(
  user: User | null,
  issued: IssuedActionToken | null,
): AuditDetails['password.reset_requested']['result'] {
  if (user === null) return 'unknown-email';
  if (!user.isActive) return 'user-inactive';
  return issued === null ? 'limited' : 'mailed';
}
