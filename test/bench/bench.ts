// `npm run bench [-- sqlite|mongodb|growth|growth-mongodb …]`: the service's speed against the floor of the same run. Prints
// tables and verdicts and writes `data/bench.json`; asserts nothing. docs/performance.md says how to read it.
import { databaseUri } from '../support/mongo-server.ts';
import { startBenchMongo } from './bench-mongo.ts';
import { growMongo, growSqlite } from './growth.ts';
import { benchGrowth } from './growth-run.ts';
import { Report } from './report.ts';
import { benchStore } from './store-run.ts';

const report = new Report();

async function withMongo(database: string, work: (uri: string) => Promise<void>): Promise<void> {
  const server = await startBenchMongo();
  report.print(`\nMongoDB is ${server.name}`);
  await work(databaseUri(server.uri, database));
  await server.stop();
}

const PARTS: Record<string, () => Promise<void>> = {
  sqlite: () => benchStore(report, 'SQLite', {}),
  mongodb: () => withMongo('bench', (uri) => benchStore(report, 'MongoDB', { MONGO_URI: uri })),
  growth: () => benchGrowth(report, 'SQLite', {}, growSqlite),
  'growth-mongodb': () =>
    withMongo('growth', (uri) =>
      benchGrowth(report, 'MongoDB', { MONGO_URI: uri }, (_folder, size) => growMongo(uri, size)),
    ),
};

const asked = process.argv.slice(2);
for (const [name, run] of Object.entries(PARTS)) {
  if (asked.length === 0 || asked.includes(name)) await run();
}
report.save();
process.exit(0);
