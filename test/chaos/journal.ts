/** What a client can do; `spent` presents a token that has been exchanged, as a thief would. */
export type Kind =
  | 'register'
  | 'login'
  | 'refresh'
  | 'spent'
  | 'me'
  | 'logout'
  | 'logout-all'
  | 'revoke-others'
  | 'revoke-one'
  | 'change-password'
  | 'reset-password'
  | 'admin-revoke-all'
  | 'admin-revoke-one'
  | 'deactivate'
  | 'reactivate'
  | 'forgot'
  | 'unlock'
  | 'read';

export type Answer =
  | {
      readonly kind: 'told';
      readonly status: number;
      readonly code: string | null;
      readonly reason: string | null;
      /** The refresh token that it set. */
      readonly token: string | null;
      /** The session that it opened. */
      readonly opened: string | null;
    }
  /** The request may have been done; its answer never came. */
  | { readonly kind: 'lost' }
  /** Nobody was there to take the request. */
  | { readonly kind: 'unsent' };

/** One request of a client, as the client knows it. */
export interface Step {
  /** Its `x-request-id`. */
  readonly id: string;
  readonly kind: Kind;
  /** The e-mail of the account that it is about. */
  readonly account: string;
  /** The session that acts; of a login, the one whose cookie came along. */
  readonly session: string | null;
  /** The session that an end points at. */
  readonly target: string | null;
  /** What was said as the present password. */
  readonly password: string | null;
  readonly newPassword: string | null;
  /** The refresh token that was sent. */
  readonly presented: string | null;
  /** The same thing was asked before, and may have been done. */
  readonly isRepeated: boolean;
  /** Milliseconds of one clock that never goes back; an answer that never came ends when that was known. */
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly answer: Answer;
}

/** What the checker needs of an event of the trail. */
export interface TrailEvent {
  readonly type: string;
  readonly requestId: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly details: { readonly generation?: number };
}

export function isSuccess({ answer }: Step): boolean {
  return answer.kind === 'told' && answer.status < 300;
}

/** It was done: success, or the verdict against a thief, which ends every session. */
export function isDone(step: Step): boolean {
  return isSuccess(step) || codeOf(step) === 'refresh-token-reused';
}

/** Refused for certain: nothing of it happened. 503 isn't. */
export function isRefused(step: Step): boolean {
  const { answer } = step;
  return answer.kind === 'unsent' || (answer.kind === 'told' && answer.status < 500 && !isDone(step));
}

export function codeOf({ answer }: Step): string | null {
  return answer.kind === 'told' ? answer.code : null;
}
