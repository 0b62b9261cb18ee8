import type { Account } from './account.ts';
import type { Violation } from './checker.ts';
import { isSuccess, type Kind, type Step, type TrailEvent } from './journal.ts';

/** The events of which an action that was answered as done has exactly one. */
const EVENTS: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  register: ['user.registered'],
  login: ['login.succeeded'],
  refresh: ['session.refreshed', 'session.refresh_retried'],
  logout: ['session.revoked'],
  'logout-all': ['user.sessions_revoked'],
  'revoke-others': ['user.sessions_revoked'],
  'revoke-one': ['session.revoked'],
  'change-password': ['password.changed'],
  'reset-password': ['password.reset'],
  'admin-revoke-all': ['user.sessions_revoked'],
  'admin-revoke-one': ['session.revoked'],
  unlock: ['admin.user_unlocked'],
  deactivate: ['admin.activity_changed'],
  reactivate: ['admin.activity_changed'],
};

/** Ends of one session, which have no event where it had ended before. */
const ENDS: ReadonlySet<Kind> = new Set(['logout', 'logout-all', 'revoke-others', 'revoke-one', 'admin-revoke-one']);

export function checkTrail(accounts: readonly Account[], trail: readonly TrailEvent[]): Violation[] {
  const byRequest = Map.groupBy(trail, ({ requestId }) => requestId);
  const ofSteps = accounts.flatMap((account) =>
    account.steps.flatMap((step): Violation[] => {
      const types = EVENTS[step.kind] ?? [];
      const found = (byRequest.get(step.id) ?? []).filter(({ type }) => types.includes(type));
      if (found.length > 1)
        return [{ fault: 'doubled', what: `${found.length} events of one action: ${types.join(' or ')}`, step }];
      if (found.length > 0 || types.length === 0 || !isSuccess(step) || mayLackEvent(account, step)) return [];
      return [{ fault: 'lost', what: `no event ${types.join(' or ')} of an action that was answered`, step }];
    }),
  );
  return [...ofSteps, ...repeated(trail)];
}

/** What had ended already, perhaps by a try of this very action whose answer was lost, ends without an event. */
function mayLackEvent(account: Account, step: Step): boolean {
  const session = step.target ?? step.session;
  return ENDS.has(step.kind) && session !== null && account.endsBefore(session, step).length > 0;
}

/** What can happen only once has one event, whatever the requests. */
function repeated(trail: readonly TrailEvent[]): Violation[] {
  const seen = new Set<string>();
  return trail.flatMap((event): Violation[] => {
    const key = onceOf(event);
    if (key === null || !seen.has(key)) {
      if (key !== null) seen.add(key);
      return [];
    }
    return [{ fault: 'doubled', what: `two events of what can happen once: ${key}`, step: null }];
  });
}

function onceOf({ type, userId, sessionId, details }: TrailEvent): string | null {
  if (type === 'session.refreshed') return `${type} ${String(sessionId)} ${String(details.generation)}`;
  if (type === 'session.revoked' || type === 'login.succeeded') return `${type} ${String(sessionId)}`;
  return type === 'user.registered' ? `${type} ${String(userId)}` : null;
}
