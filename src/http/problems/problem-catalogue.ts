import type { ErrorCode, ModuleErrors } from '../../domain/errors.js';

/** Refusals that only HTTP knows. */
export type HttpErrorCode =
  'malformed-request' | 'method-not-allowed' | 'payload-too-large' | 'unsupported-media-type' | 'internal-error';

export type ProblemCode = ErrorCode | HttpErrorCode;

type CoreCode = Exclude<ProblemCode, keyof ModuleErrors>;

interface ProblemKind {
  readonly status: number;
  /** Short and the same for every occurrence (RFC 9457 §3.1.4). */
  readonly title: string;
  /** What a client should do about it. */
  readonly remedy: string;
  /** The error that a Bearer challenge names (RFC 6750 §3.1); none where the request carried no credentials. */
  readonly challenge?: 'Bearer' | 'Bearer error="invalid_token"' | 'Bearer error="insufficient_scope"';
  /** Seconds after which trying again makes sense, where the refusal itself doesn't say. */
  readonly retryAfter?: number;
}

const INVALID_TOKEN = { challenge: 'Bearer error="invalid_token"' } as const;

/** Every problem the service answers with: a code without an entry doesn't compile. Modules of one's own add theirs. */
export const PROBLEMS = {
  'validation-failed': {
    status: 400,
    title: 'The request is not valid',
    remedy: 'Mend the fields that `errors` names.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    remedy: 'Send well-formed HTTP with a JSON object in UTF-8.',
  },
  'idempotency-key-reused': {
    status: 400,
    title: 'The Idempotency-Key was used before',
    remedy: 'Make a new random key for each refresh; keep it only to repeat that same refresh.',
  },
  'invalid-action-token': {
    status: 400,
    title: 'The token is not valid',
    remedy: 'Ask for a new mail: a token works once, for a limited time, and the newest only.',
  },
  'invalid-credentials': { status: 401, title: 'Wrong e-mail or password', remedy: 'Ask the person to try again.' },
  'refresh-token-missing': {
    status: 401,
    title: 'No refresh token',
    remedy: 'Sign in; browsers must send cookies (credentials: "include").',
  },
  'refresh-token-invalid': { status: 401, title: 'The refresh token is not valid', remedy: 'Sign in again.' },
  'refresh-token-expired': { status: 401, title: 'The session has expired', remedy: 'Sign in again.' },
  'refresh-token-revoked': {
    status: 401,
    title: 'The session has ended',
    remedy: 'Sign in again; `reason` says why it ended.',
  },
  'refresh-token-reused': {
    status: 401,
    title: 'The refresh token had been used before',
    remedy: 'Sign in again. If it was not a bug in the client, somebody else holds the token: change the password.',
  },
  'token-missing': {
    status: 401,
    title: 'No access token',
    remedy: 'Send it as `Authorization: Bearer …`.',
    challenge: 'Bearer',
  },
  'token-invalid': {
    status: 401,
    title: 'The access token is not valid',
    remedy: 'Refresh, or sign in again.',
    ...INVALID_TOKEN,
  },
  'token-expired': { status: 401, title: 'The access token has expired', remedy: 'Refresh.', ...INVALID_TOKEN },
  'token-revoked': {
    status: 401,
    title: 'The session of the access token has ended',
    remedy: 'Sign in again.',
    ...INVALID_TOKEN,
  },
  'origin-not-allowed': {
    status: 403,
    title: 'The origin is not allowed',
    remedy: 'Call from PUBLIC_URL, or name the origin in ALLOWED_ORIGINS.',
  },
  forbidden: {
    status: 403,
    title: 'The account may not do this',
    remedy: 'Ask an administrator for a role that may.',
    challenge: 'Bearer error="insufficient_scope"',
  },
  'email-not-verified': {
    status: 403,
    title: 'The e-mail address is not confirmed',
    remedy: 'Follow the mail that was sent to it. Resetting the password confirms it, too.',
  },
  'not-found': { status: 404, title: 'Not found', remedy: 'See /docs for what there is.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    remedy: 'The `Allow` header names those that are.',
  },
  'email-taken': { status: 409, title: 'The e-mail is taken', remedy: 'Sign in, or use another address.' },
  'last-admin': {
    status: 409,
    title: 'No administrator would be left',
    remedy: 'Make somebody else an administrator first.',
  },
  'payload-too-large': { status: 413, title: 'The body is too large', remedy: 'Send at most 16 KiB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    remedy: 'Send `content-type: application/json`.',
  },
  'internal-error': { status: 500, title: 'Internal error', remedy: 'Report it with the request id.' },
  'storage-unavailable': {
    status: 503,
    title: 'The store cannot be reached',
    remedy: 'Try again: nothing happened, or the answer carries the cookie to go on from.',
    retryAfter: 2,
  },
  'refresh-outcome-unknown': {
    status: 503,
    title: 'Whether the refresh went through is not known',
    remedy: 'Try again with the same Idempotency-Key; without one, trying again may count as reuse.',
    retryAfter: 2,
  },
  'account-locked': {
    status: 429,
    title: 'Too many failed attempts',
    retryAfter: 30,
    remedy:
      'Wait for as long as `Retry-After` says. A browser that has signed in before, or a new password by e-mail, gets in at once.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    retryAfter: 60,
    remedy: 'Wait for as long as `Retry-After` says; `RateLimit` tells what is left.',
  },
  overloaded: {
    status: 503,
    title: 'Too many sign-ins are waiting',
    remedy: 'Try again in a moment: nothing happened.',
    retryAfter: 5,
  },
} satisfies Record<CoreCode, ProblemKind> as Readonly<Record<ProblemCode, ProblemKind>>;

/** To be called by each module of one's own for all its codes, before its routes document them. */
export function addProblems<Code extends keyof ModuleErrors>(problems: Readonly<Record<Code, ProblemKind>>): void {
  Object.assign(PROBLEMS, problems);
}

export function problemKind(code: ProblemCode): ProblemKind {
  return PROBLEMS[code];
}
