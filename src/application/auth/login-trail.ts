import type { AuditDetails, AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { User } from '../../domain/user.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { OpenedSession } from '../sessions/open-session.js';
import type { WatchFailures } from '../suspicion/watch-failures.js';
import type { WatchLogins } from '../suspicion/watch-logins.js';
import type { CallerIds } from './confirm-caller.js';

type FailureReason = AuditDetails['login.failed']['reason'];

/** Those that somebody who guesses gets; the others had the right password, or no fault of theirs. */
const GUESSES: ReadonlySet<FailureReason> = new Set(['unknown-email', 'wrong-password']);

/** Who signs in by what act. */
export interface SignInAct {
  readonly user: User;
  /** The event of the act, or a login's details. */
  readonly act: 'user.registered' | AuditDetails['login.succeeded'];
  readonly client: ClientContext;
}

/** Records how sign-ins end, with what is suspicious about them in the same append. */
export class LoginTrail {
  constructor(
    private readonly trail: AuditTrail,
    private readonly logins: WatchLogins,
    private readonly failures: WatchFailures,
  ) {}

  /** One audit insert; at a login one read before it. @throws StorageUnavailable */
  async signedIn(signIn: SignInAct, opened: OpenedSession): Promise<void> {
    const suspicions = signIn.act === 'user.registered' ? [] : await this.logins.execute(opened.session);
    await this.trail.record(signIn.client, ...eventsOf(signIn, opened), ...suspicions);
  }

  /** The sign-in lost to something that ended the account's sessions meanwhile: nobody's guess. One audit insert. */
  async superseded(user: User, client: ClientContext): Promise<void> {
    await this.trail.record(client, failureOf(user, 'superseded'));
  }

  /** The credentials were refused. One audit insert. */
  async failed(email: string, user: User | null, reason: FailureReason, client: ClientContext): Promise<void> {
    const attempt = { email, userId: user?.id ?? null, ipAddress: client.ipAddress };
    const suspicions = GUESSES.has(reason) ? this.failures.execute(attempt) : [];
    await this.trail.record(client, failureOf(user, reason), ...suspicions);
  }

  /** The present password was not the one, at a change of it. One audit insert. */
  async changeRefused(caller: CallerIds, reason: FailureReason, client: ClientContext): Promise<void> {
    const details = { reason: reason === 'pepper-missing' ? reason : 'wrong-password' } as const;
    await this.trail.record(client, { type: 'password.change_refused', details, actorId: caller.userId, ...caller });
  }
}

function failureOf(user: User | null, reason: FailureReason): AuditFact {
  return { type: 'login.failed', details: { reason }, actorId: null, userId: user?.id ?? null, sessionId: null };
}

function eventsOf({ user, act }: SignInAct, { session, evicted, replaced }: OpenedSession): AuditFact[] {
  const sessionId = session.id;
  const who = { actorId: user.id, userId: user.id };
  const first: AuditFact =
    act === 'user.registered'
      ? { type: act, details: {}, ...who, sessionId }
      : { type: 'login.succeeded', details: act, ...who, sessionId };
  const evictions = evicted.map(({ id }): AuditFact => ({
    type: 'session.evicted',
    details: {},
    ...who,
    actorId: null,
    sessionId: id,
  }));
  const replacements = replaced.map(({ id, userId }): AuditFact => ({
    type: 'session.revoked',
    details: { reason: 'replaced' },
    actorId: user.id,
    userId,
    sessionId: id,
  }));
  return [first, ...evictions, ...replacements];
}
