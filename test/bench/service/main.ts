// The service with the bench's routes in it, as a child process. Asked for them, it tells what it has cost so far.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { createApp } from '../../../src/create-app.js';
import { loadEnvironment } from '../../../src/infrastructure/config/load-environment.js';
import { readConfig } from '../../../src/infrastructure/config/read-config.js';
import { createLogger } from '../../../src/infrastructure/observability/logger.js';
import { SqliteStore } from '../../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { bench } from './bench.module.js';

/** Since the process began; the delay since it was last told. */
export interface Costs {
  readonly cpuMs: number;
  readonly storeCalls: number;
  readonly rssMb: number;
  readonly loopDelayMs: number;
}

const config = readConfig(loadEnvironment());
const app = await createApp(config, createLogger(config.logLevel), [bench]);
await app.listen(config.http.port, config.http.host);

let storeCalls = 0;
const count = () => (storeCalls += 1);
if (config.store.kind === 'mongodb') {
  app.get<Connection>(getConnectionToken(), { strict: false }).getClient().on('commandStarted', count);
} else countSqlite(app.get(SqliteStore, { strict: false }));

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  process.send?.({ cpuMs: (user + system) / 1000, storeCalls, rssMb, loopDelayMs: delay.percentile(99) / 1e6 });
  delay.reset();
});
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.send?.('ready');

function countSqlite(store: SqliteStore): void {
  const { get, all, run } = store;
  store.get = (...statement) => (count(), get.apply(store, statement));
  store.all = (...statement) => (count(), all.apply(store, statement));
  store.run = (...statement) => (count(), run.apply(store, statement));
}
