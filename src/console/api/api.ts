import createClient, { type Client } from 'openapi-fetch';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { problemOf, ProblemError } from '../session/problem.ts';
import type { SessionClient } from '../session/session-client.ts';
import type { components, paths } from './schema.d.ts';

export type Schemas = components['schemas'];
export type Api = Client<paths>;

/** Calls of the API, signed and renewed by the session client. */
export function apiOf(session: SessionClient): Api {
  return createClient<paths>({ baseUrl: location.origin, fetch: (request) => session.fetch(request) });
}

/** What a call answered; throws `ProblemError` if it was refused. */
export async function answered<T>(call: Promise<{ data?: T; response: Response; error?: unknown }>): Promise<T> {
  const { data, response, error } = await call;
  if (response.ok) return data as T;
  throw isProblem(error)
    ? new ProblemError(error, retryAfter(response))
    : await problemOf(new Response(null, response));
}

function isProblem(error: unknown): error is ProblemError['problem'] {
  return typeof error === 'object' && error !== null && 'code' in error;
}

function retryAfter({ headers }: Response): number | null {
  const seconds = headers.get('retry-after');
  return seconds === null ? null : Number(seconds);
}

interface Connection {
  readonly session: SessionClient;
  readonly api: Api;
  /** Has an end of the session noticed while somebody looks; returns what ends that. */
  readonly watch: () => () => void;
}

export const ConnectionContext = createContext<Connection | null>(null);

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('There is no connection above this component.');
  return connection;
}
