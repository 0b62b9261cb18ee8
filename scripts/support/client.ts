import { Agent, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cookies: readonly string[];
  /** From sending to the last byte. */
  readonly ms: number;
}

export const PASSWORD = 'seven purple llamas';

/** One client on a connection of its own, which it keeps. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  post(path: string, body?: object, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', path, body, headers);
  }

  send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Reply> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = { method, agent: this.agent, headers: { ...json, ...headers } };
    return new Promise((resolve, reject) => {
      const sentAt = performance.now();
      const sending = request(`${this.address}${path}`, options, (answer) => {
        let received = '';
        answer.setEncoding('utf8').on('data', (part: string) => (received += part));
        answer.on('error', reject).on('end', () => {
          const ms = performance.now() - sentAt;
          const cookies = answer.headers['set-cookie'] ?? [];
          resolve({ status: answer.statusCode ?? 0, body: received, cookies, ms });
        });
      });
      sending.on('error', reject).end(text);
    });
  }

  login(email: string, password: string): Promise<Reply> {
    return this.post('/auth/login', { email, password });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The refresh token that an answer sets. */
export function refreshTokenOf({ cookies }: Reply): string | null {
  for (const line of cookies) {
    const value = /^refresh_token=([^;]+)/.exec(line)?.[1];
    if (value !== undefined) return value;
  }
  return null;
}
