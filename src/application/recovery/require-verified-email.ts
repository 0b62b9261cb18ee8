import type { ClientContext } from '../../domain/client-context.js';
import { DomainError } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { VerificationPolicy } from '../verification-policy.js';
import type { MailVerification } from './mail-verification.js';

/** Lets nobody sign in before the e-mail address is confirmed, where that is required. */
export class RequireVerifiedEmail {
  constructor(
    private readonly policy: VerificationPolicy,
    private readonly mailVerification: MailVerification,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * For users who have proved their password. A refusal is one audit insert, and in the background another mail if there
   * is no live token: nobody else could ask for one.
   * @throws DomainError `email-not-verified`
   */
  async execute({ id: userId, emailVerifiedAt }: User, client: ClientContext): Promise<void> {
    if (!this.policy.isRequired || emailVerifiedAt !== null) return;
    const who = { actorId: null, userId, sessionId: null };
    await this.trail.record(client, { type: 'login.failed', details: { reason: 'email-not-verified' }, ...who });
    this.mailVerification.execute(userId, 1, client);
    throw new DomainError(
      'email-not-verified',
      'Confirm your e-mail address first, with the mail that was sent to it.',
    );
  }
}
