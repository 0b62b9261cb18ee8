/** A module of one's own merges its codes into this; `addProblems` gives each its status. */
export interface ModuleErrors {}

/** Every way a use case can refuse; `http/problems` gives each its status. */
export type ErrorCode =
  // eslint-disable-next-line @typescript-eslint/no-redundant-type-constituents -- never until a module is there
  | keyof ModuleErrors
  | 'validation-failed'
  | 'email-taken'
  | 'invalid-credentials'
  | 'origin-not-allowed'
  | 'refresh-token-missing'
  | 'refresh-token-invalid'
  | 'refresh-token-expired'
  | 'refresh-token-revoked'
  | 'refresh-token-reused'
  | 'idempotency-key-reused'
  | 'refresh-outcome-unknown'
  | 'token-missing'
  | 'token-invalid'
  | 'token-expired'
  | 'token-revoked'
  | 'storage-unavailable'
  | 'forbidden'
  | 'not-found'
  | 'last-admin'
  | 'invalid-action-token'
  | 'email-not-verified'
  | 'account-locked'
  | 'rate-limited'
  | 'overloaded';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

interface ErrorExtras {
  /** Public: why a session ended, as `RevokedReason` names it. */
  readonly reason?: string;
  /** Public: one entry for each field that is wrong. */
  readonly errors?: readonly FieldError[];
  /** Public: whole seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** Private: for the log, never for the client. */
  readonly cause?: unknown;
}

/**
 * The one base of refusals. `code` is stable and `message` is public text; `cause` is private and only ever logged.
 */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  readonly reason: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    extras: ErrorExtras = {},
  ) {
    super(message, { cause: extras.cause });
    this.reason = extras.reason;
    this.errors = extras.errors;
    this.retryAfterSeconds = extras.retryAfterSeconds;
  }
}

/** The store did not do what was asked, and nothing of it happened: the same call can be made again. */
export class StorageUnavailable extends DomainError {
  override readonly name = 'StorageUnavailable';

  constructor(cause: unknown) {
    super('storage-unavailable', 'The store cannot be reached right now. Try again in a moment.', { cause });
  }
}

/** The store may or may not have moved the session on, and reading it back did not tell. */
export class RefreshOutcomeUnknown extends DomainError {
  override readonly name = 'RefreshOutcomeUnknown';

  constructor(cause: unknown) {
    super(
      'refresh-outcome-unknown',
      'Whether this refresh went through is not known. Try again with the same Idempotency-Key.',
      { cause },
    );
  }
}

/** There is no such thing, or none that the caller may know of. */
export class NotFound extends DomainError {
  override readonly name = 'NotFound';

  constructor(what: string) {
    super('not-found', `There is no such ${what}.`);
  }
}

/** The session of the access token is over, or its account is closed. */
export class TokenRevoked extends DomainError {
  override readonly name = 'TokenRevoked';

  constructor() {
    super('token-revoked', 'The session of this access token has ended.');
  }
}

/** One answer for an unknown e-mail, a wrong password and an inactive account (OWASP ASVS 5.0, 6.3.8). */
export class InvalidCredentials extends DomainError {
  override readonly name = 'InvalidCredentials';

  constructor() {
    super('invalid-credentials', 'The e-mail or the password is wrong.');
  }
}

/** The password can't be checked, because the pepper of its hash is not known any more. Answered as a wrong password. */
export class MissingPepper extends InvalidCredentials {}

/** More passwords wait to be hashed than can be in time; nothing was looked at. */
export class Overloaded extends DomainError {
  override readonly name = 'Overloaded';

  constructor() {
    super('overloaded', 'Too many sign-ins are waiting right now. Try again in a moment.');
  }
}
