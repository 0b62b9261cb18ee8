import type { ClientContext } from '../../domain/client-context.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { LimitGuesses } from '../auth/limit-guesses.js';
import type { FindUser } from './find-user.js';

/** Forgets the failed sign-ins of an account, so that its owner may try again at once. */
export class UnlockAccount {
  constructor(
    private readonly findUser: FindUser,
    private readonly guesses: LimitGuesses,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * One read, one write, one audit insert; the same for an account that isn't locked.
   * @throws NotFound
   */
  async execute({
    actorId,
    userId,
    client,
  }: {
    actorId: string;
    userId: string;
    client: ClientContext;
  }): Promise<void> {
    const { id, email } = await this.findUser.execute({ id: userId });
    await this.guesses.forget(email);
    await this.trail.record(client, {
      type: 'admin.user_unlocked',
      details: {},
      actorId,
      userId: id,
      sessionId: null,
    });
  }
}
