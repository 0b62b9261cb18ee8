import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, launched, type MongoServer, running, startMongo } from '../support/mongo-server.ts';

/** The tests' server is written in Python and far too slow to measure with; this one is not. docs/performance.md says how it is had. */
const RUST_SERVER = resolve('node_modules/.cache/secantus-mdb/bin/secantusd-rs');

/** SecantusDB in Rust if it is installed, or what the tests use: `MONGO_TEST_URI`, a mongod, and so on. */
export async function startBenchMongo(): Promise<MongoServer> {
  if (process.env['MONGO_TEST_URI'] !== undefined || !existsSync(RUST_SERVER)) return startMongo();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-secantus-'));
  const args = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', folder, '--sync-on-commit'];
  const launch = () => launched(RUST_SERVER, args, port);
  return running(await launch(), launch, folder, {
    uri: `mongodb://127.0.0.1:${port}/?replicaSet=secantus`,
    name: 'SecantusDB (Rust)',
  });
}
