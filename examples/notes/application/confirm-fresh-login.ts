import type { CallerIds, ConfirmCaller } from '../../../src/application/auth/confirm-caller.js';
import type { Clock } from '../../../src/application/ports/clock.js';
import { FRESH_LOGIN_MS } from '../domain/note.js';
import { FreshLoginRequired } from '../domain/note-errors.js';

/** Lets a caller through who signed in a short while ago (OWASP ASVS 5.0, 7.5.3: ask again before what is sensitive). */
export class ConfirmFreshLogin {
  constructor(
    private readonly confirmCaller: ConfirmCaller,
    private readonly clock: Clock,
  ) {}

  /**
   * Two reads.
   * @throws TokenRevoked the calling session is over
   * @throws FreshLoginRequired
   */
  async execute(caller: CallerIds): Promise<void> {
    const { session } = await this.confirmCaller.execute(caller);
    const age = this.clock.now().getTime() - session.createdAt.getTime();
    if (age > FRESH_LOGIN_MS) throw new FreshLoginRequired();
  }
}
