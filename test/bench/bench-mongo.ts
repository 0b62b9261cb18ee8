import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, listening, type MongoServer, running, startMongo } from '../support/mongo-server.ts';

/** The tests' server is written in Python and far too slow to measure with; this one is not. docs/performance.md says how it is had. */
const RUST_SERVER = resolve('node_modules/.cache/secantus-mdb/bin/secantusd-rs');

/** SecantusDB in Rust if it is installed, or what the tests use: `MONGO_TEST_URI`, a mongod, and so on. */
export async function startBenchMongo(): Promise<MongoServer> {
  if (process.env['MONGO_TEST_URI'] !== undefined || !existsSync(RUST_SERVER)) return startMongo();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-secantus-'));
  const args = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', folder, '--sync-on-commit'];
  const child = spawn(RUST_SERVER, args, { stdio: 'ignore' });
  await listening(child, port);
  return running(child, folder, `mongodb://127.0.0.1:${port}/?replicaSet=secantus`, 'SecantusDB (Rust)');
}
