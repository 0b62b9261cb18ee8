import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/mongo-server.ts';

const START_LIMIT_MS = 60_000;

/** The built service as a process of its own, as it comes, but without request throttling: one address sends everything. */
export class ServiceProcess {
  readonly address: string;
  readonly folder: string;
  /** From the start of the process to its first answer. */
  startedInMs = NaN;
  private readonly child: ChildProcess;

  private constructor(address: string, folder: string, child: ChildProcess) {
    this.address = address;
    this.folder = folder;
    this.child = child;
  }

  static async start(settings: NodeJS.ProcessEnv = {}, main = 'dist/main.js'): Promise<ServiceProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'ratchet-measure-'));
    const port = String(await freePort());
    const fixed = { RATE_LIMIT: 'off', LOG_LEVEL: 'silent', DATA_DIR: folder, PORT: port };
    const env = { PATH: process.env['PATH'], ...fixed, ...settings };
    const from = performance.now();
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, folder, child);
    await service.ready();
    service.startedInMs = performance.now() - from;
    return service;
  }

  /** Resident memory, in MB. */
  rss(): number {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)]).toString()) / 1024;
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** Without a warning, in the middle of whatever it does. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const isReady = await fetch(`${this.address}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await sleep(20);
    }
    throw new Error('the service did not start');
  }
}
