// `npm run audit:bench -- [sqlite|mongodb] [events] [refreshes] [callers]`: how fast the trail is written and verified, and
// how many events share an insert while callers refresh over HTTP. Ends with 1 unless every event is there exactly once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type * as CreateAppModule from '../../src/create-app.js';
import type * as ReadConfigModule from '../../src/infrastructure/config/read-config.js';
import type * as AuditTrailModule from '../../src/application/audit/audit-trail.js';
import type * as VerifyAuditTrailModule from '../../src/application/audit/verify-audit-trail.js';
import type * as AuditEventsModule from '../../src/application/ports/audit-events.js';
import type * as AuditSealModule from '../../src/application/ports/audit-seal.js';
import type * as AuditStoreModule from '../../src/application/ports/audit-store.js';
import type * as ClockModule from '../../src/application/ports/clock.js';
import { databaseUri, startMongo } from '../support/mongo-server.ts';

/** Node runs the sources of tests as they are, but not those of the service, whose decorators must be compiled. */
async function built<T>(path: string): Promise<T> {
  return (await import(new URL(`../../build/${path}`, import.meta.url).href)) as T;
}

const { createApp } = await built<typeof CreateAppModule>('create-app.js');
const { readConfig } = await built<typeof ReadConfigModule>('infrastructure/config/read-config.js');
const { AuditTrail } = await built<typeof AuditTrailModule>('application/audit/audit-trail.js');
const { VerifyAuditTrail } = await built<typeof VerifyAuditTrailModule>('application/audit/verify-audit-trail.js');
const { AuditEvents } = await built<typeof AuditEventsModule>('application/ports/audit-events.js');
const { AuditSeal } = await built<typeof AuditSealModule>('application/ports/audit-seal.js');
const { AuditStore } = await built<typeof AuditStoreModule>('application/ports/audit-store.js');
const { Clock } = await built<typeof ClockModule>('application/ports/clock.js');

const [kind = 'sqlite', events = '100000', refreshes = '10000', callers = '64'] = process.argv.slice(2);
const CALLERS = Number(callers);
const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'));
const mongo = kind === 'mongodb' ? await startMongo() : null;
const variables = {
  DATA_DIR: folder,
  RATE_LIMIT: 'off',
  ARGON2_MEMORY: '7168',
  ARGON2_TIME: '1',
  ...(mongo !== null && { MONGO_URI: databaseUri(mongo.uri, 'ratchet-bench') }),
};
const app = await createApp(readConfig(variables), pino({ level: 'silent' }));
await app.listen(0, '127.0.0.1');
const address = await app.getUrl();
const trail = app.get(AuditTrail, { strict: false });
const reader = app.get(AuditEvents, { strict: false });
const verifier = new VerifyAuditTrail(reader, app.get(AuditSeal, { strict: false }), app.get(Clock, { strict: false }));

const inserts = { count: 0, events: 0 };
const store = app.get(AuditStore, { strict: false });
const append = store.append.bind(store);
store.append = (batch) => {
  inserts.count += 1;
  inserts.events += batch.length;
  return append(batch);
};

process.stdout.write(`${mongo?.name ?? 'SQLite'}, ${CALLERS} callers\n`);
await measure(`${events} events written`, Number(events), () => spread(Number(events), writeEvent));
await verifyAll();
const answered = new Map<string, number>();
const cookies = await Promise.all(Array.from({ length: CALLERS }, register));
await measure(`${refreshes} refreshes answered`, Number(refreshes), () => spread(Number(refreshes), refresh));
await checkRefreshes();
await verifyAll();
await app.close();
await mongo?.stop();
rmSync(folder, { recursive: true });

/** Runs `job` so often, by all callers at once; each goes on when it has its answer. */
async function spread(times: number, job: (caller: number) => Promise<void>): Promise<void> {
  let left = times;
  const work = async (caller: number) => {
    while (left > 0) {
      left -= 1;
      await job(caller);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => work(caller)));
}

async function measure(what: string, times: number, work: () => Promise<void>): Promise<void> {
  Object.assign(inserts, { count: 0, events: 0 });
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const mean = inserts.count === 0 ? '' : `, ${(inserts.events / inserts.count).toFixed(1)} events per insert`;
  process.stdout.write(`${what} in ${seconds.toFixed(2)} s: ${Math.round(times / seconds)}/s${mean}\n`);
}

async function writeEvent(caller: number): Promise<void> {
  const client = { ipAddress: '192.0.2.1', userAgent: 'bench', requestId: `bench-${caller}` };
  const who = { actorId: null, userId: null, sessionId: null };
  await trail.record(client, { type: 'session.refreshed', details: { generation: caller }, ...who });
}

async function verifyAll(): Promise<void> {
  const count = (await Array.fromAsync(reader.inChainOrder())).length;
  await measure(`${count} events verified`, count, async () => {
    const { faults, findings } = await verifier.execute();
    if (faults > 0) fail(JSON.stringify(findings));
  });
}

async function register(_: unknown, caller: number): Promise<string> {
  const body = JSON.stringify({ email: `caller-${caller}@example.com`, password: 'seven purple llamas' });
  return cookieOf(await call('/auth/register', { body, headers: { 'content-type': 'application/json' } }));
}

async function refresh(caller: number): Promise<void> {
  const answer = await call('/auth/refresh', { headers: { cookie: cookies[caller] ?? '' } });
  cookies[caller] = cookieOf(answer);
  answered.set(answer.headers.get('x-request-id') ?? '', 0);
}

async function call(path: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(`${address}${path}`, { method: 'POST', ...request });
  if (!answer.ok) fail(`${path}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return answer;
}

function cookieOf({ headers }: Response): string {
  return (
    headers
      .getSetCookie()
      .find((line) => line.startsWith('refresh_token='))
      ?.split(';')[0] ?? ''
  );
}

async function checkRefreshes(): Promise<void> {
  for await (const { type, requestId } of reader.inChainOrder()) {
    const seen = answered.get(requestId ?? '');
    if (type === 'session.refreshed' && seen !== undefined) answered.set(requestId ?? '', seen + 1);
  }
  const wrong = [...answered].filter(([, times]) => times !== 1);
  if (wrong.length > 0) fail(`${wrong.length} refreshes have not exactly one event`);
  process.stdout.write(`${answered.size} refreshes have exactly one event each\n`);
}

function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
