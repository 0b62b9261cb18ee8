import { execFileSync } from 'node:child_process';
import { type MongoServer, startMongo } from './mongo-server.ts';

declare global {
  // Jest gives set-up and tear-down nothing else to share.
  var ratchetMongo: MongoServer | undefined;
}

/** Builds what the process tests run, and starts the MongoDB that the suites share; each suite has its own database. */
export default async function startStores(): Promise<void> {
  execFileSync(process.execPath, ['scripts/build-if-needed.ts'], { stdio: 'inherit' });
  globalThis.ratchetMongo = await startMongo();
  process.env['RATCHET_TEST_MONGO'] = globalThis.ratchetMongo.uri;
  process.stderr.write(`MongoDB for the tests: ${globalThis.ratchetMongo.name}\n`);
}
