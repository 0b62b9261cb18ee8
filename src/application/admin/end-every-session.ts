import type { ClientContext } from '../../domain/client-context.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { EndUserSessions } from './end-user-sessions.js';

const PAGE = 200;

/** Ends every session of every account: after restoring a backup, which would revive spent tokens. */
export class EndEverySession {
  constructor(
    private readonly users: UserRepository,
    private readonly endUserSessions: EndUserSessions,
  ) {}

  /** For each 200 accounts a read, and for each account the writes of `EndUserSessions`. Returns how many ended. */
  async execute(client: ClientContext): Promise<number> {
    const everyone = { emailPrefix: undefined, role: undefined, isActive: undefined };
    let ended = 0;
    let after: string | null = null;
    do {
      const users = (await this.users.page(everyone, { limit: PAGE, after })).slice(0, PAGE);
      for (const { id } of users) ended += await this.endUserSessions.execute(id, null, client);
      after = users.at(-1)?.email ?? null;
    } while (after !== null);
    return ended;
  }
}
