import { endOf, isExpired } from '../../domain/liveness.js';
import type { SessionSummary } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import { type Page, pageOf, type PageRequest } from '../page.js';
import type { Clock } from '../ports/clock.js';
import type { SessionFilter, SessionRepository } from '../ports/session-repository.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { FindUser } from './find-user.js';

/** A user's sessions, newest first: the live ones, or all that are kept. */
export class ListUserSessions {
  constructor(
    private readonly findUser: FindUser,
    private readonly sessions: SessionRepository,
    private readonly ends: EndSessions,
    private readonly clock: Clock,
  ) {}

  /**
   * Two reads; if the page shows sessions that ended without being marked, they are marked (in one write what a raised
   * epoch has ended, one by one what an account has that was closed by hand) and the page is read again.
   * @throws NotFound
   */
  async execute(userId: string, state: SessionFilter['state'], page: PageRequest): Promise<Page<SessionSummary>> {
    const user = await this.findUser.execute({ id: userId });
    const filter = { state, now: this.clock.now() };
    const rows = await this.sessions.page(user, filter, page);
    const wasMarked = await this.markUnmarked(rows, user, filter.now);
    return pageOf(wasMarked ? await this.sessions.page(user, filter, page) : rows, page, ({ id }) => id);
  }

  private async markUnmarked(rows: readonly SessionSummary[], user: User, now: Date): Promise<boolean> {
    const unmarked = rows.filter(
      (session) => session.revokedAt === null && !isExpired(session, now) && endOf(session, user) !== null,
    );
    const older = unmarked.find(({ userEpoch }) => userEpoch !== user.sessionEpoch);
    for (const session of unmarked) {
      // One marking covers all that raised epochs have ended.
      if (session !== older && session.userEpoch !== user.sessionEpoch) continue;
      await this.ends.finishMarking(session, user, endOf(session, user) ?? 'logout-all');
    }
    return unmarked.length > 0;
  }
}
