import type { Environment, TabMessage, Tokens } from './environment.ts';

type Reply = Response | Error | ((key: string | null) => Response | Error);

const USER = {
  id: 'u',
  email: 'ada@example.com',
  role: 'user',
  isActive: true,
  emailVerified: true,
  createdAt: '2026-11-25T12:00:00.000Z',
};

const STEPS = 5;

export function tokens(accessToken: string, expiresIn = 600): Tokens {
  const session = { id: 's', expiresAt: '2026-12-25T12:00:00.000Z' };
  return { accessToken, expiresIn, user: USER, session };
}

export function refusal(status: number, code: string, extra: object = {}, headers: HeadersInit = {}): Response {
  const problem = { status, code, title: code, detail: code, requestId: 'r', ...extra };
  return Response.json(problem, { status, headers });
}

/** A tab as the session client has it, and what a person does with it. */
export interface FakeTab extends Environment {
  /** Brings it into sight, or out of it. */
  show(isVisible: boolean): void;
}

/** The tabs of one browser: a lock, a channel and a store between them, a clock that moves when it is told to, and scripted answers. */
export class FakeBrowser {
  nowMs = 1_000_000;
  stored: string | null = null;
  /** What is answered to each path, in order; the last one stays. */
  readonly replies: Record<string, Reply[]> = {};
  readonly sent: { path: string; key: string | null; bearer: string | null }[] = [];
  private queue: Promise<unknown> = Promise.resolve();
  private readonly tabs: ((message: TabMessage) => void)[] = [];
  private readonly timers = new Set<{ at: number; callback: () => void }>();
  private keys = 0;
  private readonly candidates: { begin: () => () => void; stop: (() => void) | null }[] = [];

  tab(): FakeTab {
    const own: ((message: TabMessage) => void)[] = [];
    let begins: (() => () => void)[] = [];
    return {
      send: async (request, init) => this.answer(request, init),
      exclusively: (task) => {
        const run = this.queue.then(task);
        this.queue = run.catch(() => undefined);
        return run;
      },
      tell: (message) => {
        for (const tab of this.tabs) if (!own.includes(tab)) tab(message);
      },
      listen: (listener) => {
        own.push(listener);
        this.tabs.push(listener);
      },
      lead: (begin) => {
        begins.push(begin);
        this.stand(begin);
        return () => {
          begins = begins.filter((each) => each !== begin);
          this.withdraw(begin);
        };
      },
      show: (isVisible) => {
        for (const begin of begins) {
          if (isVisible) this.stand(begin);
          else this.withdraw(begin);
        }
      },
      now: () => this.nowMs,
      after: (milliseconds, callback) => {
        const timer = { at: this.nowMs + milliseconds, callback };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
      newKey: () => `key-${String((this.keys += 1))}`,
      pendingKey: {
        read: async () => this.stored,
        write: async (text) => {
          await nextStep();
          this.stored = text;
        },
      },
    };
  }

  /** Lets so much time pass, and what waits for it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.nowMs + milliseconds;
    await settle();
    for (let next = this.nextBefore(end); next !== undefined; next = this.nextBefore(end)) {
      this.timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.at);
      next.callback();
      await settle();
    }
    this.nowMs = end;
  }

  /** The first of those who stand leads. */
  private stand(begin: () => () => void): void {
    this.candidates.push({ begin, stop: null });
    this.elect();
  }

  private withdraw(begin: () => () => void): void {
    const index = this.candidates.findIndex((candidate) => candidate.begin === begin);
    const [left] = index < 0 ? [] : this.candidates.splice(index, 1);
    left?.stop?.();
    this.elect();
  }

  private elect(): void {
    const [first] = this.candidates;
    if (first !== undefined) first.stop ??= first.begin();
  }

  private nextBefore(end: number) {
    return [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  private answer(request: string | Request, init: RequestInit = {}): Response {
    const path = typeof request === 'string' ? request : new URL(request.url).pathname;
    const headers = new Headers(typeof request === 'string' ? init.headers : request.headers);
    const key = headers.get('idempotency-key');
    this.sent.push({ path, key, bearer: headers.get('authorization') });
    const replies = this.replies[path] ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    const answer = typeof reply === 'function' ? reply(key) : reply;
    if (answer === undefined) throw new Error(`nothing to answer to ${path}`);
    if (answer instanceof Error) throw answer;
    return answer.clone();
  }
}

/** Lets everything happen that no clock holds up, be it in several steps. */
async function settle(): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await nextStep();
}

function nextStep(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
