import type { ClientContext } from '../../domain/client-context.js';
import { InvalidCredentials, StorageUnavailable } from '../../domain/errors.js';
import { normalizePassword } from '../../domain/password-policy.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { ChoosePassword } from './choose-password.js';
import type { CallerIds, ConfirmCaller } from './confirm-caller.js';
import { verdictOf } from './password-verdict.js';
import type { ReplacePassword } from './replace-password.js';

export interface PasswordChange {
  readonly caller: CallerIds;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly client: ClientContext;
}

/** A renewal of the hash by a login beside it can take the swap; a second one in the same moment hardly can. */
const TRIES = 3;

/** Changes the caller's password after proving the present one, and ends every other session of the account. */
export class ChangePassword {
  constructor(
    private readonly confirmCaller: ConfirmCaller,
    private readonly hasher: PasswordHasher,
    private readonly choosePassword: ChoosePassword,
    private readonly replacePassword: ReplacePassword,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Two reads, one compare-and-swap of the user, the marking of the other sessions, one audit insert; two hashes.
   * @throws TokenRevoked the calling session is over
   * @throws InvalidCredentials the present password is wrong
   * @throws DomainError `validation-failed` (`newPassword`)
   */
  async execute({ caller, currentPassword, newPassword, client }: PasswordChange): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { user, session } = await this.confirmCaller.execute(caller);
      await this.prove(user, currentPassword, session.id, client);
      const accepted = await this.choosePassword.accept(newPassword, user.email, 'newPassword');
      const passwordHash = await this.choosePassword.hash(accepted);
      const who = { actorId: user.id, userId: user.id, sessionId: session.id };
      const ending = { reason: 'password-changed', by: user.id, client } as const;
      const fact = { type: 'password.changed', details: {}, ...who } as const;
      if (await this.replacePassword.execute(user, passwordHash, session.id, ending, fact)) return;
    }
    throw new StorageUnavailable('the account kept changing under the new password');
  }

  private async prove(user: User, password: string, sessionId: string, client: ClientContext): Promise<void> {
    const verdict = await verdictOf(this.hasher.verify(user.passwordHash, normalizePassword(password)));
    if (verdict === 'right') return;
    const who = { actorId: user.id, userId: user.id, sessionId };
    await this.trail.record(client, { type: 'password.change_refused', details: { reason: verdict }, ...who });
    throw new InvalidCredentials();
  }
}
