// The thread of `ResettingProxy`: it goes on while the thread that asked for a reset waits.
import { parentPort, workerData } from 'node:worker_threads';
import { CuttableProxy } from './cuttable-proxy.ts';

const { serverUri, done } = workerData as { readonly serverUri: string; readonly done: Int32Array };
const proxy = await CuttableProxy.before(serverUri);
parentPort?.on('message', () => {
  proxy.reset();
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});
parentPort?.postMessage(proxy.uri(''));
