import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/mongo-server.ts';
import { PASSWORD } from './client.ts';
import type { Costs } from './service/main.ts';

const ADMIN = 'admin@example.com';
const MAIN = new URL('service/dist/test/bench/service/main.js', import.meta.url);

/** The service under load, a process of its own, with its settings as they come, but for the limits on one address. */
export class BenchService {
  readonly address: string;
  private readonly child: ChildProcess;
  private readonly env: NodeJS.ProcessEnv;
  private asking: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcess, address: string, env: NodeJS.ProcessEnv) {
    this.child = child;
    this.address = address;
    this.env = env;
  }

  static async start(folder: string, settings: NodeJS.ProcessEnv = {}): Promise<BenchService> {
    const port = String(await freePort());
    const fixed = { RATE_LIMIT: 'off', MAX_SESSIONS_PER_USER: '100', DATA_DIR: folder, PORT: port };
    const env = { PATH: process.env['PATH'], ...fixed, ...settings };
    const child = fork(MAIN, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [told] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
    if (told !== 'ready') throw new Error('the service did not start');
    return new BenchService(child, `http://127.0.0.1:${port}`, env);
  }

  /** One question at a time: answers don't say to which they belong. */
  costs(): Promise<Costs> {
    const asked = this.asking.then(() => this.ask());
    this.asking = asked;
    return asked;
  }

  /** By the command line, beside the service. Returns the e-mail; the password is the clients'. */
  makeAdmin(): string {
    const command = ['dist/cli.js', 'admin', 'create', '--email', ADMIN];
    execFileSync(process.execPath, command, {
      env: this.env,
      input: `${PASSWORD}\n`,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    return ADMIN;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private async ask(): Promise<Costs> {
    const told = once(this.child, 'message');
    this.child.send('costs');
    return ((await told) as [Costs])[0];
  }
}

/** Runs `work` with a folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
