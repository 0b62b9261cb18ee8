import { Client } from 'undici';

/** Of every account. */
export const PASSWORD = 'seven purple llamas';

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cookies: readonly string[];
}

/** One client with a connection and a session of its own. */
export class BenchClient {
  private readonly connection: Client;
  private readonly email: string;
  private refreshToken = '';
  private accessToken = '';

  constructor(address: string, email: string) {
    this.connection = new Client(address, { pipelining: 1 });
    this.email = email;
  }

  /** Registers, or signs in if the account is there already. */
  async signUp(): Promise<void> {
    const { status } = await this.open('/auth/register');
    if (status === 409) await this.login();
    else if (status !== 201) throw new Error(`registering: ${status}`);
  }

  /** A further session; the client goes on with it. */
  async login(): Promise<void> {
    const { status, body } = await this.open('/auth/login');
    if (status !== 200) throw new Error(`signing in: ${status} ${body}`);
  }

  /** Signs in, or is refused because too many do. */
  async press(): Promise<void> {
    const { status, body } = await this.open('/auth/login');
    if (status !== 200 && status !== 503) throw new Error(`signing in: ${status} ${body}`);
  }

  async refresh(): Promise<void> {
    const reply = await this.send('POST', '/auth/refresh', { cookie: `refresh_token=${this.refreshToken}` });
    this.accept(reply, 200);
    this.keep(reply);
  }

  async get(path: string): Promise<void> {
    this.accept(await this.send('GET', path, { authorization: `Bearer ${this.accessToken}` }), 200);
  }

  async floor(): Promise<void> {
    this.accept(await this.send('GET', '/bench/floor'), 200);
  }

  async textbook(): Promise<void> {
    this.accept(await this.send('POST', '/bench/textbook'), 200);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async open(path: string): Promise<Reply> {
    const body = JSON.stringify({ email: this.email, password: PASSWORD });
    const reply = await this.send('POST', path, { 'content-type': 'application/json' }, body);
    if (reply.status < 300) this.keep(reply);
    return reply;
  }

  private keep({ body, cookies }: Reply): void {
    this.accessToken = (JSON.parse(body) as { accessToken: string }).accessToken;
    for (const line of cookies) this.refreshToken = /^refresh_token=([^;]+)/.exec(line)?.[1] ?? this.refreshToken;
  }

  private accept({ status, body }: Reply, wanted: number): void {
    if (status !== wanted) throw new Error(`${status} instead of ${wanted}: ${body}`);
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string> = {},
    content: string | null = null,
  ): Promise<Reply> {
    const answer = await this.connection.request({ method, path, headers, body: content });
    const body = await answer.body.text();
    return { status: answer.statusCode, body, cookies: [answer.headers['set-cookie'] ?? []].flat() };
  }
}
