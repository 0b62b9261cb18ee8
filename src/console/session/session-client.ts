import type { Account, Environment, TabMessage, Tokens } from './environment.ts';
import { problemOf, UnreachableError } from './problem.ts';
import { refresh } from './refresh.ts';

/** A tab refreshes when so much of the token's life is left: at most this, at least a tenth. */
const EARLY_MS = 30_000;
/** After a refresh that gave up. */
const RETRY_MS = 10_000;

export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-in'; readonly user: Account; readonly sessionId: string }
  /** `reason` is null for a browser that was not signed in, or signed out itself. */
  | { readonly status: 'signed-out'; readonly reason: string | null };

type Opening = { readonly kind: 'signed-in' } | { readonly kind: 'accepted'; readonly message: string };

interface Held {
  readonly tokens: Tokens;
  /** When it should be refreshed; milliseconds since 1970. */
  readonly freshUntil: number;
}

/**
 * The session of a browser, shared by all its tabs. The access token is in memory only; the refresh token is in a cookie that no
 * script can read. Everything that reads or sets that cookie runs under one lock over all tabs.
 */
export class SessionClient {
  private current: SessionState = { status: 'unknown' };
  private held: Held | null = null;
  private refreshing: Promise<void> | null = null;
  private callOff = () => {};
  private heard = -Infinity;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly environment: Environment) {
    environment.listen((message) => this.hear(message));
  }

  get state(): SessionState {
    return this.current;
  }

  /** When the service last showed, by an answer to this tab or a token for any, that the session lives; milliseconds since 1970. */
  get heardAt(): number {
    return this.heard;
  }

  /** Calls back after each change of `state`; returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Finds out whether the browser is signed in. Throws `UnreachableError` or `ProblemError` if that can't be told. */
  async start(): Promise<void> {
    await this.renew();
  }

  /** Signs in or registers, with `{ email, password }`. Throws `ProblemError` when refused. */
  async open(path: '/auth/login' | '/auth/register', credentials: object): Promise<Opening> {
    return this.environment.exclusively(async () => {
      const body = JSON.stringify(credentials);
      const response = await this.post(path, { body, headers: { 'content-type': 'application/json' } });
      const answer = (await response.json()) as Tokens | { readonly message: string };
      if ('message' in answer) return { kind: 'accepted', message: answer.message };
      this.take(answer);
      return { kind: 'signed-in' };
    });
  }

  /** Signs out this browser, or with `everywhere` all of the account's. Other tabs follow. */
  async close({ everywhere = false } = {}): Promise<void> {
    if (everywhere) await this.freshToken();
    await this.environment.exclusively(async () => {
      if (everywhere) await this.post('/auth/logout-all', { headers: this.authorization() });
      else await this.post('/auth/logout');
      this.end(null);
      this.environment.tell({ kind: 'ended', reason: null });
    });
  }

  /**
   * As `fetch`, with the access token: one that has run out is renewed before, and one that is refused is renewed once and the call
   * repeated once. Resolves to what the service answered, a 401 included; rejects where there was no answer.
   */
  async fetch(request: Request): Promise<Response> {
    await this.freshToken();
    const seen = this.current;
    const response = await this.sendSigned(request.clone());
    if (response.status !== 401 || !(await isAboutToken(response))) return response;
    await this.renew(seen);
    return this.held === null ? response : this.sendSigned(request);
  }

  private async freshToken(): Promise<void> {
    if (this.current.status === 'signed-out') return;
    if (!this.isFresh()) await this.renew();
  }

  private isFresh(): boolean {
    return this.held !== null && this.environment.now() < this.held.freshUntil;
  }

  /** One refresh at a time, in this tab and over all; none if another tab has brought news since `seen`. */
  private renew(seen = this.current): Promise<void> {
    this.refreshing ??= this.environment
      .exclusively(async () => {
        if (this.current !== seen && (this.held === null || this.isFresh())) return;
        const outcome = await refresh(this.environment);
        if (outcome.kind === 'tokens') {
          this.take(outcome.tokens);
          return;
        }
        this.end(outcome.reason);
        this.environment.tell({ kind: 'ended', reason: outcome.reason });
      })
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private take(tokens: Tokens): void {
    const lifetime = tokens.expiresIn * 1000;
    const freshUntil = this.environment.now() + lifetime - Math.min(EARLY_MS, lifetime / 2);
    this.hold({ tokens, freshUntil });
    this.environment.tell({ kind: 'tokens', tokens, freshUntil });
  }

  private hold(held: Held): void {
    const { user, session } = held.tokens;
    this.held = held;
    this.heard = this.environment.now();
    this.plan(Math.max(held.freshUntil - this.environment.now(), 0));
    this.change({ status: 'signed-in', user, sessionId: session.id });
  }

  private end(reason: string | null): void {
    this.held = null;
    this.callOff();
    this.change({ status: 'signed-out', reason });
  }

  private hear(message: TabMessage): void {
    if (message.kind === 'tokens') this.hold(message);
    else if (this.current.status !== 'signed-out') this.end(message.reason ?? null);
  }

  private plan(milliseconds: number): void {
    this.callOff();
    this.callOff = this.environment.after(milliseconds, () => {
      this.freshToken().catch(() => this.plan(RETRY_MS));
    });
  }

  private change(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }

  private async post(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.environment.send(path, { method: 'POST', ...init }).catch((fault: unknown) => {
      throw new UnreachableError('The service does not answer.', { cause: fault });
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  private authorization(): Record<string, string> {
    return this.held === null ? {} : { authorization: `Bearer ${this.held.tokens.accessToken}` };
  }

  private async sendSigned(request: Request): Promise<Response> {
    const sentAt = this.environment.now();
    for (const [name, value] of Object.entries(this.authorization())) request.headers.set(name, value);
    const response = await this.environment.send(request);
    if (response.ok) this.heard = Math.max(this.heard, sentAt);
    return response;
  }
}

/** A wrong password is a 401, too, and no refresh mends it. */
async function isAboutToken(response: Response): Promise<boolean> {
  const { problem } = await problemOf(response);
  return problem.code.startsWith('token-');
}
