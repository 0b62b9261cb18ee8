import { randomUUID } from 'node:crypto';
import { Client, refreshTokenOf, type Reply } from '../../scripts/support/client.ts';
import type { Answer, Kind, Step } from './journal.ts';

export interface Asked {
  readonly kind: Kind;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly account: string;
  readonly session?: string | null;
  readonly target?: string;
  readonly password?: string;
  readonly newPassword?: string;
  readonly presented?: string;
  readonly isRepeated?: boolean;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

export interface Told {
  readonly step: Step;
  readonly body: Record<string, unknown>;
}

/** Sends what one client asks, one request at a time, and writes down what it was told. */
export class Recorder {
  private readonly client: Client;
  private readonly journal: Step[];

  constructor(address: string, journal: Step[]) {
    this.client = new Client(address);
    this.journal = journal;
  }

  async ask(asked: Asked): Promise<Told> {
    const id = randomUUID();
    const cookie = asked.presented === undefined ? {} : { cookie: `refresh_token=${asked.presented}` };
    const headers = { 'x-request-id': id, ...cookie, ...asked.headers };
    const sentAt = performance.now();
    const reply = await this.client.send(asked.method, asked.path, asked.body, headers).catch(faultOf);
    const body = 'lost' in reply || reply.body === '' ? {} : (JSON.parse(reply.body) as Record<string, unknown>);
    const step: Step = {
      id,
      kind: asked.kind,
      account: asked.account,
      session: asked.session ?? null,
      target: asked.target ?? null,
      password: asked.password ?? null,
      newPassword: asked.newPassword ?? null,
      presented: asked.presented ?? null,
      isRepeated: asked.isRepeated ?? false,
      sentAt,
      answeredAt: performance.now(),
      answer: 'lost' in reply ? { kind: reply.lost } : answerOf(asked.kind, reply, body),
    };
    this.journal.push(step);
    return { step, body };
  }

  close(): void {
    this.client.close();
  }
}

function answerOf(kind: Kind, reply: Reply, body: Record<string, unknown>): Answer {
  const { code = null, reason = null, session } = body as { code?: string; reason?: string; session?: { id: string } };
  const token = refreshTokenOf(reply);
  const opened = kind === 'register' || kind === 'login' ? (session?.id ?? null) : null;
  return { kind: 'told', status: reply.status, code, reason, token, opened };
}

function faultOf(fault: unknown): { readonly lost: 'lost' | 'unsent' } {
  return { lost: (fault as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'unsent' : 'lost' };
}
