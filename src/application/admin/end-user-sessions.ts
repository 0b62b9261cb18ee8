import type { ClientContext } from '../../domain/client-context.js';
import { StorageUnavailable } from '../../domain/errors.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { FindUser } from './find-user.js';

/** Each lost swap means that the sessions were ended at that moment by somebody else. */
const TRIES = 5;

/** Ends every session of an account, for an administrator or an operator. */
export class EndUserSessions {
  constructor(
    private readonly findUser: FindUser,
    private readonly ends: EndSessions,
  ) {}

  /**
   * One read, then the writes of `EndSessions`; returns how many ended.
   * @param actorId who asks; null for an operator at the command line
   * @throws NotFound
   */
  async execute(userId: string, actorId: string | null, client: ClientContext): Promise<number> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const user = await this.findUser.execute({ id: userId });
      const ended = await this.ends.everySessionOf(user, null, { reason: 'ended-by-admin', by: actorId, client });
      if (ended !== null) return ended;
    }
    throw new StorageUnavailable('the account kept changing');
  }
}
