import { codeOf, isDone, isRefused, isSuccess, type Kind, type Step } from './journal.ts';

/** How long after an answer that wasn't one (503, or none) what was asked may still happen: the driver's last try. */
const LATE_MS = 15_000;

const ENDS_ALL: ReadonlySet<Kind> = new Set([
  'logout-all',
  'admin-revoke-all',
  'deactivate',
  'reset-password',
  'spent',
]);
const ENDS_OTHERS: ReadonlySet<Kind> = new Set(['revoke-others', 'change-password']);
const CHANGES: ReadonlySet<Kind> = new Set(['change-password', 'reset-password']);
const ENDS_TARGET: ReadonlySet<Kind> = new Set(['revoke-one', 'admin-revoke-one']);

/** What its steps say for certain about one account, and what they leave open. */
export class Account {
  readonly steps: readonly Step[];
  private readonly openings = new Map<string, Step>();

  constructor(steps: readonly Step[]) {
    this.steps = steps.toSorted((a, b) => a.sentAt - b.sentAt);
    for (const step of this.steps) {
      if (step.answer.kind === 'told' && step.answer.opened !== null) this.openings.set(step.answer.opened, step);
    }
  }

  /** Whether a client had been told, before `time`, that the session is over. */
  hasEnded(session: string, time: number): boolean {
    const openedAt = this.openings.get(session)?.answeredAt ?? -Infinity;
    return this.steps.some((step) => {
      if (step.answeredAt >= time) return false;
      if (step.session === session && saysEnded(step)) return true;
      return isDone(step) && covers(step, session) && (isAboutOne(step) || openedAt < step.sentAt);
    });
  }

  /** Whether anything that had been asked for when `seen` was answered can have ended the session. */
  mayHaveEnded(session: string, seen: Step): boolean {
    return this.endsBefore(session, seen).length > 0;
  }

  /** What can have ended the session by then, other than `seen` itself. */
  endsBefore(session: string, seen: Step): Step[] {
    const openedAt = this.openings.get(session)?.sentAt ?? -Infinity;
    return this.steps.filter((step) => {
      if (step === seen || step.sentAt > seen.answeredAt || isRefused(step) || !covers(step, session)) return false;
      return isAboutOne(step) || openedAt < endOf(step);
    });
  }

  isClosed(time: number): boolean {
    const isOpened = (since: number) =>
      this.steps.some((step) => step.kind === 'reactivate' && step.answeredAt > since && step.sentAt < time);
    return this.steps.some(
      (step) => step.kind === 'deactivate' && isSuccess(step) && step.answeredAt < time && !isOpened(step.sentAt),
    );
  }

  /** Whether the password was another's predecessor for certain. */
  isReplaced(password: string, time: number): boolean {
    return this.changes().some(
      (change) =>
        change.password === password && this.provesOf(change.newPassword).some(({ answeredAt }) => answeredAt < time),
    );
  }

  /** Whether a login must have gone through: its password was in force, the account open, and nothing ended its sessions meanwhile. */
  mustSignIn(login: Step): boolean {
    const isInForce = this.provesOf(login.password).some(({ answeredAt }) => answeredAt < login.sentAt);
    const isMoved = this.changes().some(
      ({ password, sentAt }) => password === login.password && sentAt < login.answeredAt,
    );
    return isInForce && !isMoved && !this.mayBeClosed(login) && !this.isRacing(login);
  }

  private mayBeClosed(login: Step): boolean {
    const isOpened = (since: number) =>
      this.steps.some(
        (step) =>
          step.kind === 'reactivate' && isSuccess(step) && step.sentAt >= since && step.answeredAt < login.sentAt,
      );
    return this.steps.some(
      (step) =>
        step.kind === 'deactivate' && !isRefused(step) && step.sentAt < login.answeredAt && !isOpened(step.answeredAt),
    );
  }

  /** A login that meets an end of all sessions is refused. */
  private isRacing(login: Step): boolean {
    return this.steps.some(
      (step) =>
        (ENDS_ALL.has(step.kind) || ENDS_OTHERS.has(step.kind)) &&
        !isRefused(step) &&
        step.sentAt < login.answeredAt &&
        endOf(step) > login.sentAt,
    );
  }

  private changes(): Step[] {
    return this.steps.filter((step) => CHANGES.has(step.kind) && !isRefused(step));
  }

  /** The steps that prove a password to be the account's. */
  private provesOf(password: string | null): Step[] {
    return this.steps.filter(
      (step) =>
        isSuccess(step) &&
        ((CHANGES.has(step.kind) && step.newPassword === password) ||
          ((step.kind === 'register' || step.kind === 'login') && step.password === password)),
    );
  }
}

function covers(step: Step, session: string): boolean {
  if (ENDS_ALL.has(step.kind)) return true;
  if (ENDS_OTHERS.has(step.kind)) return step.session !== session;
  if (ENDS_TARGET.has(step.kind)) return step.target === session;
  // A login with a session's cookie replaces it.
  return (step.kind === 'logout' || step.kind === 'login') && step.session === session;
}

function isAboutOne({ kind }: Step): boolean {
  return !ENDS_ALL.has(kind) && !ENDS_OTHERS.has(kind);
}

/** Up to when what was asked can have happened. */
function endOf(step: Step): number {
  return isDone(step) ? step.answeredAt : step.answeredAt + LATE_MS;
}

function saysEnded(step: Step): boolean {
  const code = codeOf(step);
  return code === 'refresh-token-revoked' || code === 'token-revoked';
}
