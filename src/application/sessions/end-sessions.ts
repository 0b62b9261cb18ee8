import type { AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import { isExpired } from '../../domain/liveness.js';
import type { RevokedReason, SessionSummary } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../ports/clock.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { RevocationFeed } from './revocation-feed.js';

export interface Ending {
  readonly reason: RevokedReason;
  /** The user who asked for it; null when the service itself did, or an operator. */
  readonly by: string | null;
  readonly client: ClientContext;
}

interface Marking {
  readonly user: User;
  readonly reason: RevokedReason;
  readonly by: string | null;
}

/** Ends sessions of a user: one write decides, the marks in the sessions, the feed and the trail follow. */
export class EndSessions {
  /** Markings that the store has failed in this process: one for each raise, by user and epoch. */
  private readonly unfinished = new Map<string, Marking>();

  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly feed: RevocationFeed,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Raises the user's epoch from the one that was read, sparing one session or none, and follows it up. Returns how many
   * it ended; null if the epoch had moved since, so that a late caller can't end the sessions that came after.
   * Writes: one to the user, one to the sessions (with a read of their ids), one audit insert.
   */
  async everySessionOf(user: User, spare: string | null, ending: Ending): Promise<number | null> {
    const raise = { reason: ending.reason, spare, at: this.clock.now() };
    const raised = await this.users.raiseSessionEpoch(user.id, user.sessionEpoch, raise);
    return raised === null ? null : this.followRaise(raised, ending);
  }

  /**
   * Marks what a raised epoch has ended, tells the feed, and records it after `facts`, in one append. Returns how many it
   * ended. The events are stored even if the marking fails: the sessions are dead already, and `finishMarkings`, or whoever
   * meets one of them, goes on with it.
   */
  async followRaise(raised: User, { reason, by, client }: Ending, ...facts: readonly AuditFact[]): Promise<number> {
    const marking = await this.mark(raised, reason, by).catch((fault: unknown) => ({ fault }));
    const revokedSessions = typeof marking === 'number' ? marking : null;
    await this.trail.record(client, ...facts, sumUp(raised, { reason, by }, revokedSessions));
    if (typeof marking !== 'number') throw marking.fault;
    return marking;
  }

  /**
   * Marks what the last raise of an account's epoch has ended and a killed process left, in the service's own name, and records
   * it if there was any. One write, and an audit insert then; none if the epoch was never raised.
   */
  async finishRaise(user: User, client: ClientContext): Promise<void> {
    const reason = user.sessionEpochReason;
    if (reason === null) return;
    const revokedSessions = await this.mark(user, reason, null);
    if (revokedSessions > 0) await this.trail.record(client, sumUp(user, { reason, by: null }, revokedSessions));
  }

  /** Ends one session that is not marked yet. One write. True if this call ended it. */
  async one(session: SessionSummary, reason: RevokedReason, by: string | null): Promise<boolean> {
    const at = this.clock.now();
    const ended = await this.sessions.revoke(session.id, session.familyHash, { reason, by, at });
    // Told in any case: another instance may have been the one, and this one must not let its tokens pass either.
    this.feed.add([session.id], at);
    return ended !== null;
  }

  /**
   * Marks a session that was met dead and unmarked, and with it all that the same raise has ended: one write. None for one
   * that has expired, which is over without a mark.
   */
  async finishMarking(session: SessionSummary, user: User | null, reason: RevokedReason): Promise<void> {
    if (session.revokedAt !== null || isExpired(session, this.clock.now())) return;
    if (user === null || session.userEpoch === user.sessionEpoch) await this.one(session, reason, null);
    else await this.mark(user, reason, null);
  }

  /**
   * Goes on with the markings that the store has failed: without them the access tokens of what has ended would pass until
   * they expire. One write for each; none in general.
   * @throws StorageUnavailable the next call goes on
   */
  async finishMarkings(): Promise<void> {
    for (const { user, reason, by } of [...this.unfinished.values()]) await this.mark(user, reason, by);
  }

  private async mark(user: User, reason: RevokedReason, by: string | null): Promise<number> {
    const at = this.clock.now();
    const raise = `${user.id} ${user.sessionEpoch}`;
    const ended = await this.sessions.markEnded(user, { reason, by, at }).catch((fault: unknown) => {
      this.unfinished.set(raise, { user, reason, by });
      throw fault;
    });
    this.unfinished.delete(raise);
    this.feed.add(ended, at);
    return ended.length;
  }
}

/** @param revokedSessions null if they could not be marked, and so not be counted */
function sumUp(user: User, { reason, by }: Omit<Ending, 'client'>, revokedSessions: number | null): AuditFact {
  const who = { actorId: by, userId: user.id, sessionId: null };
  return { type: 'user.sessions_revoked', details: { reason, revokedSessions }, ...who };
}
