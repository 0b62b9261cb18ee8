import { ProblemError } from '../session/problem.ts';

export interface Explained {
  readonly text: string;
  readonly requestId: string | null;
  /** What is wrong with the fields of a form, by their names in the API. */
  readonly fields: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<string, string>> = {
  'invalid-credentials': 'The e-mail address or the password is wrong.',
  'email-taken': 'There is an account with this e-mail address already. Sign in, or reset the password.',
  'email-not-verified': 'Confirm your e-mail address first: a mail with a link is on its way to you.',
  'account-locked': 'There were too many failed attempts.',
  'rate-limited': 'There were too many requests from your network.',
  'invalid-action-token': 'This link has been used, has expired, or a later mail brought another. Ask for a new one.',
  'origin-not-allowed': 'The service doesn’t know this address. Open the console at its public address (PUBLIC_URL).',
  'last-admin': 'This is the last administrator. Make somebody else one first.',
  forbidden: 'Your role doesn’t allow this.',
  'not-found': 'It isn’t there, or not any more.',
  'storage-unavailable': 'The service can’t reach its data at the moment. Nothing was changed.',
  overloaded: 'The service is very busy. Try again in a moment.',
  'internal-error': 'Something went wrong inside the service.',
};

/** Any failure in plain words. */
export function explain(fault: unknown): Explained {
  if (!(fault instanceof ProblemError)) {
    return { text: 'The service can’t be reached. Try again in a moment.', requestId: null, fields: {} };
  }
  const { code, detail, errors = [], requestId } = fault.problem;
  const fields = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
  const wait = fault.retryAfter === null ? '' : ` Wait ${waiting(fault.retryAfter)}.`;
  return { text: (WORDS[code] ?? detail) + wait, requestId: requestId || null, fields };
}

function waiting(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(seconds, 1))} seconds`;
  return `${String(Math.ceil(seconds / 60))} minutes`;
}
