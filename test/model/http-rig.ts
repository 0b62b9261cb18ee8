import type { Device } from '../support/accounts.js';
import { type Answer, bearer, Browser, type ProblemBody, type TokenBody } from '../support/browser.js';
import type { ModelSession, Reference } from './reference.js';
import { DEVICES, same } from './rig.js';

/** What a client has got of a session: a refresh token for each generation, and the newest access token. */
export interface HttpSession {
  readonly id: string;
  readonly userId: string;
  readonly tokens: string[];
  accessToken: string;
}

interface Page {
  readonly items: { readonly id: string }[];
}

/** The service behind its HTTP API, and what its clients have in hand. */
export class HttpRig {
  readonly sessions: HttpSession[] = [];
  readonly userIds = new Map<string, string>();
  private strangers = 0;
  private keys = 0;

  constructor(
    private readonly address: string,
    readonly admin: Device,
    private readonly run: number,
  ) {}

  emailOf(owner: string): string {
    return `${owner}-${this.run}@model.example`;
  }

  freshKey(): string {
    this.keys += 1;
    return `an idempotency key, number ${this.keys}`;
  }

  /** A client with this cookie; without any, at an address that nobody has guessed from. */
  browser(device: string, token: string | null = null): Browser {
    const address = token === null ? `198.51.100.${(this.strangers += 1) % 250}` : '192.0.2.1';
    const browser = new Browser(this.address, {
      'user-agent': DEVICES[device] ?? '',
      'x-forwarded-for': address,
    });
    browser.token = token;
    return browser;
  }

  /** A call with the session's access token. */
  call({ accessToken }: HttpSession, method: string, path: string, body?: unknown): Promise<Answer<ProblemBody>> {
    return this.browser('laptop').call(method, path, body, bearer(accessToken));
  }

  opened(owner: string, { body, cookies }: Answer<TokenBody>): void {
    this.userIds.set(owner, body.user.id);
    const session = { id: body.session.id, userId: body.user.id, tokens: [tokenIn(cookies)] };
    this.sessions.push({ ...session, accessToken: body.accessToken });
  }

  /** Throws if a list of live sessions, or what becomes of an access token, is not as in the model. */
  async compare(model: Reference, liveBefore: readonly ModelSession[]): Promise<void> {
    // The service's clock is the real one: each command is later than the one before, and which session is unused for longest shows it.
    model.now += 1;
    for (const [owner, userId] of this.userIds) {
      const { body } = await this.admin.get<Page>(`/admin/users/${userId}/sessions?state=live`);
      const real = body.items.map(({ id }) => id);
      const said = model.sessions.flatMap((session, index) =>
        session.owner === owner && model.isLive(session) ? [this.sessions[index]!.id] : [],
      );
      same(`live sessions of ${owner}`, real.sort().join(), said.sort().join());
    }
    for (const session of liveBefore) {
      const real = this.sessions[model.sessions.indexOf(session)]!;
      const answer = await this.call(real, 'GET', '/auth/me');
      same(`the access token of ${real.id}`, answerOf(answer), session.isOver ? 'token-revoked' : 'done');
    }
  }
}

/** "done", or the code of the refusal. */
export function answerOf({ status, body }: Answer<Partial<ProblemBody>>): string {
  return status < 300 ? 'done' : (body.code ?? `status ${status}`);
}

export function tokenIn(cookies: readonly string[]): string {
  const token = cookies.map((line) => /^refresh_token=([^;]+)/.exec(line)?.[1]).find((value) => value !== undefined);
  if (token === undefined) throw new Error('the answer sets no refresh token');
  return token;
}
