import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/mongo-server.ts';

const START_LIMIT_MS = 60_000;
const POLL_MS = 20;

interface Launch {
  readonly main?: string;
  readonly preload?: URL;
}

/** The built service as a process of its own, as it comes, but without request throttling: one address sends everything. */
export class ServiceProcess {
  readonly address: string;
  readonly folder: string;
  /** From the start of the process to its first answer. */
  startedInMs = NaN;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  private constructor(address: string, folder: string, child: ChildProcess) {
    this.address = address;
    this.folder = folder;
    this.child = child;
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /**
   * In a folder of its own and at a free port, unless `settings` say where.
   * @param main what is started, if not the service as it is built
   * @param preload a module that the process loads before its own, and that `tell` then talks to
   */
  static async start(
    settings: NodeJS.ProcessEnv = {},
    { main = 'dist/main.js', preload }: Launch = {},
  ): Promise<ServiceProcess> {
    const folder = settings['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'ratchet-measure-'));
    const port = settings['PORT'] ?? String(await freePort());
    const fixed = { RATE_LIMIT: 'off', LOG_LEVEL: 'silent', DATA_DIR: folder, PORT: port };
    const env = { PATH: process.env['PATH'], ...fixed, ...settings };
    const args = preload === undefined ? [main] : ['--import', preload.href, main];
    const from = performance.now();
    const child = spawn(process.execPath, args, {
      env,
      stdio: ['ignore', 'pipe', 'inherit', ...(preload === undefined ? [] : ['ipc' as const])],
    });
    // Its log, without what it says to people when it has started.
    createInterface(child.stdout!).on('line', (line) => line.startsWith('{') && process.stderr.write(`${line}\n`));
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, folder, child);
    await service.ready();
    service.startedInMs = performance.now() - from;
    return service;
  }

  /** Resident memory, in MB. */
  rss(): number {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)]).toString()) / 1024;
  }

  /** Says something to the module that was preloaded; resolves with its answer. */
  async tell(message: object): Promise<unknown> {
    const answer = once(this.child, 'message');
    this.child.send(message);
    return ((await answer) as [unknown])[0];
  }

  /** Ends the service and removes its folder. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends the service and leaves its folder as it is. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline && this.child.exitCode === null && this.child.signalCode === null) {
      const isReady = await fetch(`${this.address}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await sleep(POLL_MS);
    }
    throw new Error('the service did not start');
  }
}
