import type { Violation } from './checker.ts';
import type { Kind, Step } from './journal.ts';

const ENDED = ['401 refresh-token-revoked'];
const BEARER = ['401 token-revoked', '401 token-invalid'];
const AWAY = ['503 storage-unavailable', '503 overloaded'];

/** What a client that keeps to the protocol can be told at all; whether it may be told just then is for other rules. */
const ANSWERS: Readonly<Record<Kind, readonly string[]>> = {
  register: ['201', '409 email-taken', ...AWAY],
  login: ['200', '401 invalid-credentials', '429 account-locked', ...AWAY],
  refresh: ['200', '503 refresh-outcome-unknown', '401 refresh-token-invalid', ...ENDED, ...AWAY],
  spent: ['401 refresh-token-reused', '503 refresh-outcome-unknown', ...ENDED, ...AWAY],
  me: ['200', ...BEARER, ...AWAY],
  logout: ['204', ...AWAY],
  'logout-all': ['200', ...BEARER, ...AWAY],
  'revoke-others': ['200', ...BEARER, ...AWAY],
  'revoke-one': ['204', ...BEARER, ...AWAY],
  'change-password': ['204', '401 invalid-credentials', '429 account-locked', ...BEARER, ...AWAY],
  'reset-password': ['204', ...AWAY],
  read: ['200', ...AWAY],
  'admin-revoke-all': ['200', ...AWAY],
  'admin-revoke-one': ['204', ...AWAY],
  forgot: ['202', ...AWAY],
  unlock: ['204', ...AWAY],
  deactivate: ['200', ...AWAY],
  reactivate: ['200', ...AWAY],
};

/** @param alsoAllowed answers that this run makes ordinary, as `401 token-expired` where clocks jump */
export function checkAnswers(step: Step, alsoAllowed: readonly string[]): Violation[] {
  const { kind, answer } = step;
  if (answer.kind !== 'told') return [];
  const told = answer.code === null ? String(answer.status) : `${answer.status} ${answer.code}`;
  if (answer.code === 'refresh-token-reused' && kind !== 'spent')
    return [{ fault: 'signed-out', what: 'a client that kept to the protocol is taken for a thief', step }];
  // The e-mail holds a token that an earlier try may have used up; then there is another mail.
  if (kind === 'reset-password' && answer.code === 'invalid-action-token' && step.isRepeated) return [];
  if (kind === 'spent' && answer.status === 200) return [];
  return [...ANSWERS[kind], ...alsoAllowed].includes(told)
    ? []
    : [{ fault: 'misanswered', what: `${kind} is answered ${told}`, step }];
}
