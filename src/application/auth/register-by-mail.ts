import { ACTION_TOKEN_LIMIT } from '../../domain/action-token.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { MailVerification } from '../recovery/mail-verification.js';
import type { RequestPasswordReset } from '../recovery/request-password-reset.js';
import type { OpenAccount } from './open-account.js';

/**
 * Opens an account that can be used once its address is confirmed. Whether the address was known is in the mail that goes
 * to it, and in nothing that the caller sees: the answer is the same, after the same work (OWASP ASVS 5.0, 6.3.8).
 */
export class RegisterByMail {
  constructor(
    private readonly users: UserRepository,
    private readonly openAccount: OpenAccount,
    private readonly trail: AuditTrail,
    private readonly mailVerification: MailVerification,
    private readonly requestPasswordReset: RequestPasswordReset,
  ) {}

  /** Takes a normalised e-mail and an accepted password. In any case one read, one hash, one insert and one audit insert. */
  async execute({
    email,
    password,
    client,
  }: {
    email: string;
    password: string;
    client: ClientContext;
  }): Promise<void> {
    const holder = await this.users.findByEmail(email);
    const opened = await this.openAccount.execute(email, password, async ({ id }) => {
      const who = { actorId: id, userId: id, sessionId: null };
      await this.trail.record(client, { type: 'user.registered', details: {}, ...who });
      return id;
    });
    if (opened !== null) {
      this.mailVerification.execute(opened, ACTION_TOKEN_LIMIT['email-verification'], client);
      return;
    }
    const who = { actorId: null, userId: holder?.id ?? null, sessionId: null };
    await this.trail.record(client, { type: 'user.registration_refused', details: { reason: 'email-taken' }, ...who });
    // With a token, whoever has lost the first mail gets in; and its limit keeps the inbox from being flooded.
    this.requestPasswordReset.execute(email, client, 'already-registered');
  }
}
