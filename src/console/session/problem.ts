/** What the service says when it refuses (RFC 9457), as far as a client needs it. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  /** Why a session ended. */
  readonly reason?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** The service answered, and refused. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly problem: Problem,
    /** Seconds after which another try makes sense; null where the answer doesn't say. */
    readonly retryAfter: number | null,
  ) {
    super(problem.detail);
  }
}

/** No answer, or none in time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The problem of an answer that is none of the 2xx; what isn't problem details (a proxy's page) becomes one. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const problem = isProblem(body) ? body : unexplained(response);
  return new ProblemError(problem, Number.isFinite(seconds) ? seconds : null);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}

function unexplained({ status, headers }: Response): Problem {
  const requestId = headers.get('x-request-id') ?? '';
  return {
    status,
    code: 'unexplained',
    title: `Status ${String(status)}`,
    detail: 'The answer could not be read.',
    requestId,
  };
}
