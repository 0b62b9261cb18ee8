import { codeOf, isSuccess, type Step, type TrailEvent } from './journal.ts';
import { checkAnswers } from './check-answers.ts';
import { checkTrail } from './check-trail.ts';
import { Account } from './account.ts';

export const FAULTS = ['lost', 'doubled', 'resurrected', 'signed-out', 'misanswered'] as const;

export interface Violation {
  readonly fault: (typeof FAULTS)[number];
  readonly what: string;
  readonly step: Step | null;
}

/**
 * Reads what each client was told, and the trail, and finds what must not be: docs/testing.md has the rules. Accounts are
 * looked at one by one: nothing that is done to one may be felt by another.
 */
export function check(
  journal: readonly Step[],
  trail: readonly TrailEvent[],
  alsoAllowed: readonly string[] = [],
): Violation[] {
  const accounts = [...Map.groupBy(journal, ({ account }) => account).values()].map((steps) => new Account(steps));
  return [
    ...journal.flatMap((step) => checkAnswers(step, alsoAllowed)),
    ...accounts.flatMap((account) => [
      ...checkSessions(account),
      ...checkPasswords(account),
      ...checkSuccessors(account),
    ]),
    ...checkTrail(accounts, trail),
  ];
}

function checkSessions(account: Account): Violation[] {
  return account.steps.flatMap((step): Violation[] => {
    if (step.session === null || step.kind === 'login') return [];
    if (step.kind === 'spent') {
      return isSuccess(step) ? [{ fault: 'doubled', what: 'a spent token works beside its successor', step }] : [];
    }
    if (isSuccess(step) && step.kind !== 'logout' && account.hasEnded(step.session, step.sentAt)) {
      return [{ fault: 'resurrected', what: 'an ended session works', step }];
    }
    if (!isSignOut(step) || account.mayHaveEnded(step.session, step)) return [];
    const isGone = codeOf(step) === 'refresh-token-invalid' || reasonOf(step) === 'store-rollback';
    return [{ fault: isGone ? 'lost' : 'signed-out', what: 'a session is over that nothing has ended', step }];
  });
}

function isSignOut(step: Step): boolean {
  const code = codeOf(step);
  return code !== null && (code.startsWith('refresh-token-') || code === 'token-revoked' || code === 'token-invalid');
}

function reasonOf({ answer }: Step): string | null {
  return answer.kind === 'told' ? answer.reason : null;
}

function checkPasswords(account: Account): Violation[] {
  return account.steps.flatMap((step): Violation[] => {
    if (step.kind === 'register' && codeOf(step) === 'email-taken' && !step.isRepeated) {
      return [{ fault: 'misanswered', what: 'the e-mail is taken by its own registration', step }];
    }
    if (step.kind !== 'login' || step.password === null) return [];
    if (isSuccess(step)) {
      if (account.isClosed(step.sentAt)) return [{ fault: 'resurrected', what: 'a closed account signs in', step }];
      if (!account.isReplaced(step.password, step.sentAt)) return [];
      return [{ fault: 'resurrected', what: 'a replaced password works', step }];
    }
    if (codeOf(step) !== 'invalid-credentials' || !account.mustSignIn(step)) return [];
    return [{ fault: 'lost', what: 'the right password of an open account is refused', step }];
  });
}

/** Whatever is sent, and however often: one token has one successor. */
function checkSuccessors({ steps }: Account): Violation[] {
  const successors = new Map<string, string>();
  return steps.flatMap((step): Violation[] => {
    const { presented, answer } = step;
    if (step.kind !== 'refresh' || presented === null || answer.kind !== 'told' || answer.token === null) return [];
    const known = successors.get(presented) ?? answer.token;
    successors.set(presented, known);
    return known === answer.token ? [] : [{ fault: 'doubled', what: 'a token has two successors', step }];
  });
}
