import type { ClientContext } from '../../domain/client-context.js';
import { DomainError } from '../../domain/errors.js';
import { can, type Permission } from '../../domain/role.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { CallerIds, ConfirmCaller } from '../auth/confirm-caller.js';

export interface AuthorizationRequest {
  readonly caller: CallerIds;
  readonly permission: Permission;
  /** The id of what the caller wants to reach; null for a list. */
  readonly target: string | null;
  readonly client: ClientContext;
}

/** Lets a caller through whose account, as it is now, has a permission; leaves a trace of who looked and who was refused. */
export class Authorize {
  constructor(
    private readonly confirmCaller: ConfirmCaller,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Two reads, and one audit insert for a refusal or a permission to read; other permissions leave the event to the
   * action that follows.
   * @throws TokenRevoked the calling session is over, so that a demoted administrator is out at once
   * @throws DomainError `forbidden`
   */
  async execute({ caller, permission, target, client }: AuthorizationRequest): Promise<void> {
    const { user, session } = await this.confirmCaller.execute(caller);
    const who = { actorId: user.id, userId: null, sessionId: session.id };
    if (!can(user.role, permission)) {
      const details = { permission, reason: 'forbidden', target } as const;
      await this.trail.record(client, { type: 'admin.action_refused', details, ...who });
      throw new DomainError('forbidden', 'The role of this account does not include the permission.');
    }
    if (permission.endsWith(':read')) {
      await this.trail.record(client, { type: 'admin.data_viewed', details: { permission, target }, ...who });
    }
  }
}
