import type { BackgroundWork } from '../../application/ports/background-work.js';
import type { Mailer } from '../../application/ports/mailer.js';
import { SecurityNotifier } from '../../application/ports/security-notifier.js';
import type { UserRepository } from '../../application/ports/user-repository.js';
import type { SuspiciousEvent } from '../../domain/suspicion.js';

/** Mails the owner of the account that the events are about, one mail for those of an append. */
export class MailNotifier extends SecurityNotifier {
  constructor(
    private readonly work: BackgroundWork,
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  notify(events: readonly SuspiciousEvent[]): void {
    for (const [userId, own] of Map.groupBy(events, (event) => event.userId)) {
      if (userId !== null) this.work.run('security notice', () => this.mail(userId, own));
    }
  }

  private async mail(userId: string, events: readonly SuspiciousEvent[]): Promise<void> {
    const user = await this.users.findById(userId);
    if (user !== null) this.mailer.send({ kind: 'suspicious-activity', to: user.email, data: { events } });
  }
}
