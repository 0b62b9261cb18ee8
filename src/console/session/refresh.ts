import type { Environment, Tokens } from './environment.ts';
import { type Problem, ProblemError, problemOf, UnreachableError } from './problem.ts';

/** The service repeats a refresh for 60 s; some of that is the way there. */
const KEY_LIFETIME_MS = 50_000;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 8_000;
/** Refusals that end nothing (the service is busy, the network is throttled) are waited out this often. */
const MAX_REFUSALS = 5;

export type Refreshed =
  { readonly kind: 'tokens'; readonly tokens: Tokens } | { readonly kind: 'ended'; readonly reason: string | null };

/** Why to try again: no word of what became of it, a refusal before anything was done, or the key of the refresh before. */
type Cause = 'silence' | 'refusal' | 'key-reused';

type Step = Refreshed | { readonly kind: 'again'; readonly cause: Cause; readonly pauseMs: number | null };

interface Key {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/**
 * One refresh, repeated until its outcome is known. To be called under the lock only. A repetition carries the same key, so that an
 * answer that got lost is given again and never looks like theft; the key outlives the page, because a reload loses answers, too.
 * Throws `UnreachableError` or `ProblemError` when it gives up; the session may go on then.
 */
export async function refresh(environment: Environment): Promise<Refreshed> {
  const pending = await pendingKey(environment);
  let key = pending ?? (await newKey(environment));
  // Then another key would make the same token a stolen one.
  let mayBeDone = pending !== null;
  let pause = FIRST_PAUSE_MS;
  for (let refusals = 0; ;) {
    const step = await attempt(environment, key.value);
    if (step instanceof ProblemError) throw step;
    if (step.kind !== 'again') {
      await environment.pendingKey.write(null);
      return step;
    }
    if (step.cause === 'silence') mayBeDone = true;
    else if (++refusals > MAX_REFUSALS) throw new UnreachableError('The service is too busy.');
    if (step.cause === 'key-reused' || !mayBeDone) {
      key = await newKey(environment);
      mayBeDone = false;
    } else if (environment.now() - key.since > KEY_LIFETIME_MS) {
      throw new UnreachableError('The service does not answer.');
    }
    await sleep(environment, step.pauseMs ?? pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function attempt(environment: Environment, key: string): Promise<Step | ProblemError> {
  const headers = { 'Idempotency-Key': key };
  let response: Response;
  try {
    response = await environment.send('/auth/refresh', { method: 'POST', headers });
    if (response.ok) return { kind: 'tokens', tokens: (await response.json()) as Tokens };
  } catch {
    return { kind: 'again', cause: 'silence', pauseMs: null };
  }
  return judge(await problemOf(response));
}

/** What a refusal asks for: docs/clients.md has the table. */
function judge(refusal: ProblemError): Step | ProblemError {
  const { status, code } = refusal.problem;
  const retryMs = refusal.retryAfter === null ? null : Math.min(refusal.retryAfter, 30) * 1000;
  if (code.startsWith('refresh-token-')) return { kind: 'ended', reason: reasonOf(refusal.problem) };
  if (code === 'idempotency-key-reused') return { kind: 'again', cause: 'key-reused', pauseMs: 0 };
  if (code === 'storage-unavailable' || status === 429) return { kind: 'again', cause: 'refusal', pauseMs: retryMs };
  if (status >= 500) return { kind: 'again', cause: 'silence', pauseMs: retryMs };
  return refusal;
}

/** Null for a browser that was not signed in: then nothing has ended. */
function reasonOf({ code, reason }: Problem): string | null {
  return code === 'refresh-token-missing' ? null : (reason ?? code);
}

/** It is stored before it is sent: whoever comes next must know it. */
async function newKey(environment: Environment): Promise<Key> {
  const key = { value: environment.newKey(), since: environment.now() };
  await environment.pendingKey.write(`${key.value} ${String(key.since)}`);
  return key;
}

async function pendingKey(environment: Environment): Promise<Key | null> {
  const [value = '', since = ''] = (await environment.pendingKey.read())?.split(' ') ?? [];
  const age = environment.now() - Number(since);
  return value !== '' && age >= 0 && age < KEY_LIFETIME_MS ? { value, since: Number(since) } : null;
}

function sleep(environment: Environment, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    environment.after(milliseconds, resolve);
  });
}
