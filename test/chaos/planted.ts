// Steps as a journal has them, one after the other, for the checker's own tests.
import type { Answer, Kind, Step, TrailEvent } from './journal.ts';

export const ANN = 'ann@example.com';
let time = 0;
let ids = 0;

export function told(
  status: number,
  code: string | null = null,
  more: Partial<Extract<Answer, { kind: 'told' }>> = {},
): Answer {
  return { kind: 'told', status, code, reason: null, token: null, opened: null, ...more };
}

export const LOST: Answer = { kind: 'lost' };
export const AWAY = told(503, 'storage-unavailable');

/** One request after the other, unless `more` says when. */
export function step(kind: Kind, answer: Answer, more: Partial<Step> = {}): Step {
  time += 10;
  ids += 1;
  return {
    id: `request-${ids}`,
    kind,
    account: ANN,
    session: null,
    target: null,
    password: null,
    newPassword: null,
    presented: null,
    isRepeated: false,
    sentAt: time,
    answeredAt: time + 5,
    answer,
    ...more,
  };
}

export const registered = (session = 's1') =>
  step('register', told(201, null, { opened: session, token: 't0' }), { password: 'old' });
export const signedIn = (password = 'old', session = 's2') =>
  step('login', told(200, null, { opened: session, token: 'u0' }), { password });
export const refreshed = (answer: Answer, session = 's1', more: Partial<Step> = {}) =>
  step('refresh', answer, { session, presented: 't0', ...more });
export const REVOKED = told(401, 'refresh-token-revoked', { reason: 'logout-all' });
export const OK = told(200, null, { token: 't1' });
export const endedAll = (answer = told(200), session = 's1') => step('logout-all', answer, { session });
export const changed = (answer = told(204)) =>
  step('change-password', answer, { session: 's1', password: 'old', newPassword: 'new' });

export const TYPES: Partial<Record<Kind, string>> = {
  register: 'user.registered',
  login: 'login.succeeded',
  refresh: 'session.refreshed',
  logout: 'session.revoked',
  'logout-all': 'user.sessions_revoked',
  'revoke-one': 'session.revoked',
  'change-password': 'password.changed',
  deactivate: 'admin.activity_changed',
  reactivate: 'admin.activity_changed',
};

let generation = 0;

export function eventOf({ id, kind, account, session, target, answer }: Step): TrailEvent {
  generation += 1;
  const opened = answer.kind === 'told' ? answer.opened : null;
  const details = { generation };
  return { type: TYPES[kind] ?? kind, requestId: id, userId: account, sessionId: target ?? session ?? opened, details };
}

/** The events that should be there. */
export function trailOf(journal: readonly Step[]): TrailEvent[] {
  const done = journal.filter(
    ({ kind, answer }) => TYPES[kind] !== undefined && answer.kind === 'told' && answer.status < 300,
  );
  return done.map(eventOf);
}
