import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { databaseUri } from './mongo-server.ts';

const LIMIT_MS = 5000;

/**
 * Stands between the service and a MongoDB server, and resets its connections without a turn of the caller's event loop: what
 * the caller writes next fails at once, before it can have noticed. That is what a server leaves that is killed.
 */
export class ResettingProxy {
  private readonly worker: Worker;
  private readonly done: Int32Array;
  private readonly address: string;

  private constructor(worker: Worker, done: Int32Array, address: string) {
    this.worker = worker;
    this.done = done;
    this.address = address;
  }

  static async before(serverUri: string): Promise<ResettingProxy> {
    const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const file = new URL('./resetting-proxy-worker.ts', import.meta.url);
    const worker = new Worker(file, { workerData: { serverUri, done } });
    const [address] = (await once(worker, 'message')) as [string];
    return new ResettingProxy(worker, done, address);
  }

  uri(database: string): string {
    return databaseUri(this.address, database);
  }

  /** Returns when every connection is reset. Blocks the thread, which is the point. */
  reset(): void {
    Atomics.store(this.done, 0, 0);
    this.worker.postMessage('reset');
    if (Atomics.wait(this.done, 0, 0, LIMIT_MS) === 'timed-out') throw new Error('the proxy did not reset');
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
