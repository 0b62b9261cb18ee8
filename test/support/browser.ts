/** What an answer holds, with its body read. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  /** The `Set-Cookie` lines. */
  readonly cookies: string[];
}

export interface TokenBody {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly expiresIn: number;
  readonly user: Record<string, unknown> & { readonly id: string };
  readonly session: { readonly id: string; readonly expiresAt: string };
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly reason?: string;
  readonly errors?: { readonly field: string; readonly message: string }[];
}

const COOKIE = 'refresh_token';
const DEVICE_COOKIE = 'device';

/** A client that keeps the refresh cookie and the device cookie as a browser does. */
export class Browser {
  token: string | null = null;
  device: string | null = null;

  constructor(
    public address: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  post<T = ProblemBody>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('POST', path, body, headers);
  }

  patch<T = ProblemBody>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('PATCH', path, body, headers);
  }

  delete<T = ProblemBody>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('DELETE', path, undefined, headers);
  }

  /** A request with a JSON body, or without any. */
  call<T = ProblemBody>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.send<T>(path, { method, headers: { ...json, ...headers }, ...text });
  }

  async get<T = ProblemBody>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>(path, { headers });
  }

  refresh(headers: Record<string, string> = {}): Promise<Answer<TokenBody & ProblemBody>> {
    return this.post('/auth/refresh', undefined, headers);
  }

  register(email: string, password = PASSWORD): Promise<Answer<TokenBody & ProblemBody>> {
    return this.post('/auth/register', { email, password });
  }

  login(email: string, password = PASSWORD): Promise<Answer<TokenBody & ProblemBody>> {
    return this.post('/auth/login', { email, password });
  }

  async send<T = ProblemBody>(
    path: string,
    request: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Answer<T>> {
    const headers = { ...this.headers, ...this.cookieHeader(), ...request.headers };
    const response = await fetch(`${this.address}${path}`, { ...request, headers });
    const cookies = response.headers.getSetCookie();
    for (const line of cookies) this.keep(line);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) as T, cookies };
  }

  private cookieHeader(): Record<string, string> {
    const pairs = [
      [COOKIE, this.token],
      [DEVICE_COOKIE, this.device],
    ].flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
    return pairs.length === 0 ? {} : { cookie: pairs.join('; ') };
  }

  private keep(line: string): void {
    this.token = kept(COOKIE, line, this.token);
    this.device = kept(DEVICE_COOKIE, line, this.device);
  }
}

/** The cookie's value after a `Set-Cookie` line. */
function kept(name: string, line: string, value: string | null): string | null {
  const set = new RegExp(`^${name}=([^;]*)`).exec(line)?.[1];
  return set === undefined ? value : set || null;
}

export const PASSWORD = 'seven purple llamas';

let emails = 0;

export function newEmail(): string {
  emails += 1;
  return `person-${process.pid}-${emails}@example.com`;
}

export function bearer(accessToken: string): Record<string, string> {
  return { authorization: `Bearer ${accessToken}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
