import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { DomainError, StorageUnavailable } from '../../domain/errors.js';
import { isDemotion, type Rights } from '../../domain/role.js';
import type { RevokedReason } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../ports/clock.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { FindUser } from './find-user.js';

export interface RightsChange {
  /** The administrator; null for an operator at the command line. */
  readonly actorId: string | null;
  readonly userId: string;
  readonly rights: Partial<Rights>;
  readonly client: ClientContext;
}

/** Logins and logouts beside it move the account; they are over in a moment. */
const TRIES = 5;

/** Gives an account another role, closes it, opens it again. */
export class ChangeRights {
  constructor(
    private readonly findUser: FindUser,
    private readonly users: UserRepository,
    private readonly ends: EndSessions,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * One read, one write, one audit insert. Closing an account, and taking permissions from it, ends every session of it in
   * the same write, so that it holds at once, and marks them in another; more permissions come with the next access token.
   * A change to what is there already is only recorded: the call that made it may have failed before it was. It may have
   * failed before its marks, too, so what the last raise left is marked first, by one write more if there ever was a raise:
   * access tokens from before an account was closed must not pass when it is open again.
   * @throws NotFound
   * @throws StorageUnavailable the change may have been made
   * @throws DomainError `last-admin` no active administrator would be left
   */
  async execute(change: RightsChange): Promise<User> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const user = await this.findUser.execute({ id: change.userId });
      const rights = { role: user.role, isActive: user.isActive, ...change.rights };
      await this.ends.finishRaise(user, change.client);
      if (rights.role === user.role && rights.isActive === user.isActive) return this.repeat(change, user);
      const reason = endingReason(user, rights);
      const at = this.clock.now();
      const raise = reason === null ? null : { reason, spare: null, at };
      const changed = await this.users.changeRights(user, rights, { raise, at });
      if (changed === 'last-admin') return this.refuse(change);
      if (changed !== 'moved') return this.follow(change, user, changed, reason);
    }
    throw new StorageUnavailable('the account kept changing');
  }

  private async repeat(change: RightsChange, user: User): Promise<User> {
    await this.trail.record(change.client, ...factsOf(change, user));
    return user;
  }

  private async follow(change: RightsChange, before: User, after: User, reason: RevokedReason | null): Promise<User> {
    const facts = factsOf(change, before);
    const { actorId, client } = change;
    if (reason === null) await this.trail.record(client, ...facts);
    else await this.ends.followRaise(after, { reason, by: actorId, client }, ...facts);
    return after;
  }

  private async refuse({ actorId, userId, client }: RightsChange): Promise<never> {
    const details = { permission: 'users:write', reason: 'last-admin', target: userId } as const;
    await this.trail.record(client, { type: 'admin.action_refused', details, actorId, userId, sessionId: null });
    throw new DomainError('last-admin', 'No active administrator would be left.');
  }
}

function endingReason(before: Rights, after: Rights): RevokedReason | null {
  if (before.isActive && !after.isActive) return 'user-inactive';
  return isDemotion(before.role, after.role) ? 'role-changed' : null;
}

/** What was asked for, changed or not. */
function factsOf({ actorId, userId, rights: { role, isActive } }: RightsChange, before: User): AuditFact[] {
  const who = { actorId, userId, sessionId: null };
  const facts: AuditFact[] = [];
  if (role !== undefined) facts.push({ type: 'admin.role_changed', details: { from: before.role, to: role }, ...who });
  if (isActive !== undefined) facts.push({ type: 'admin.activity_changed', details: { isActive }, ...who });
  return facts;
}
