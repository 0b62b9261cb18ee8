// `npm run bench [-- sqlite|mongodb|growth …]`: the service's speed against the floor of the same run. Prints a table and
// writes `data/bench.json`; asserts nothing. docs/performance.md says how to read it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import argon2 from 'argon2';
import { databaseUri, startMongo } from '../support/mongo-server.ts';
import { BenchService, withFolder } from './bench-service.ts';
import { BenchClient } from './client.ts';
import { growTo } from './growth.ts';
import { type Figures, middle, runLoad, settle } from './load.ts';
import { type ScenarioName, SCENARIOS } from './scenarios.ts';
import { atLeast, atMost, type Target, verdict } from './targets.ts';

const CLIENTS = 16;
const OTHER_CLIENTS = [1, 64, 256];
const ROUNDS = 3;
const LOAD_MS = 4000;
const LISTED_SESSIONS = 5;
const FLOOD_CLIENTS = 64;
const GROWTH = [1000, 100_000, 1_000_000];
const NAMES = Object.keys(SCENARIOS) as ScenarioName[];

type Table = Record<string, Figures & { readonly ofFloor: number }>;

const print = (line: string) => process.stdout.write(`${line}\n`);
const results: { machine: string; tables: Record<string, Table>; targets: Target[] } = {
  machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
  tables: {},
  targets: [],
};

async function signUp(service: BenchService, count: number): Promise<BenchClient[]> {
  const clients = Array.from({ length: count }, (_, n) => new BenchClient(service.address, `client-${n}@example.com`));
  await Promise.all(clients.map((client) => client.signUp()));
  return clients;
}

function load(service: BenchService, clients: readonly BenchClient[], name: ScenarioName): Promise<Figures> {
  return runLoad(
    service,
    clients.map((client) => () => SCENARIOS[name](client)),
    LOAD_MS,
  );
}

/** Each scenario right after a floor of its own, in rounds; the middle round counts. */
async function compare(
  service: BenchService,
  clients: readonly BenchClient[],
  names: readonly ScenarioName[],
  rounds = ROUNDS,
): Promise<Table> {
  const seen = new Map<ScenarioName, { figures: Figures; ofFloor: number }[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const floor = await load(service, clients, 'floor');
      await settle();
      const figures = await load(service, clients, name);
      await settle();
      seen.get(name)?.push({ figures, ofFloor: figures.perSecond / floor.perSecond });
    }
  }
  return Object.fromEntries([...seen].map(([name, all]) => [name, middleOf(all)]));
}

function middleOf(all: readonly { figures: Figures; ofFloor: number }[]): Table[string] {
  const ratios = all.map(({ ofFloor }) => ofFloor).sort((a, b) => a - b);
  const figures = middle(all.map((each) => each.figures));
  return { ...figures, ofFloor: ratios[Math.floor(ratios.length / 2)] ?? NaN };
}

function show(title: string, table: Table): void {
  results.tables[title] = table;
  print(`\n${title}`);
  print('             per s  of floor   p50 ms   p95 ms   p99 ms   CPU ms  calls  RSS MB  loop p99 ms');
  for (const [name, row] of Object.entries(table)) {
    const columns = [
      row.perSecond.toFixed(0).padStart(7),
      row.ofFloor.toFixed(3).padStart(9),
      ...[row.p50, row.p95, row.p99].map((ms) => ms.toFixed(1).padStart(8)),
      row.cpuMs.toFixed(2).padStart(8),
      row.storeCalls.toFixed(1).padStart(6),
      row.rssMb.toFixed(0).padStart(7),
      row.loopDelayMs.toFixed(1).padStart(12),
    ];
    print(`${name.padEnd(11)}${columns.join(' ')}`);
  }
}

function hold(...targets: Target[]): void {
  results.targets.push(...targets);
  for (const target of targets) print(verdict(target));
}

/** Hashes a second of the machine alone, with the service's settings as they come. */
async function bareHashes(): Promise<number> {
  const deadline = performance.now() + LOAD_MS;
  let count = 0;
  const work = async () => {
    for (; performance.now() < deadline; count += 1) {
      await argon2.hash('seven purple llamas', { memoryCost: 19456, timeCost: 2, parallelism: 1 });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return count / (LOAD_MS / 1000);
}

async function benchStore(name: string, settings: NodeJS.ProcessEnv): Promise<void> {
  await withFolder(async (folder) => {
    // The first start of a build compiles, and keeps what it compiled.
    await (await BenchService.start(folder, settings)).stop();
    const service = await BenchService.start(folder, settings);
    const idle = await service.costs();
    const hashes = await bareHashes();
    const clients = await signUp(service, CLIENTS);
    for (let more = 1; more < LISTED_SESSIONS; more += 1) await Promise.all(clients.map((client) => client.login()));
    const table = await compare(service, clients, NAMES);
    show(`${name}, ${CLIENTS} clients, middle of ${ROUNDS} rounds`, table);
    const { verify, refresh, list, login } = table;
    if (verify === undefined || refresh === undefined || list === undefined || login === undefined) return;
    hold(atLeast(`${name}: verify`, verify.ofFloor, 0.5, 'of the floor'));
    if (name === 'SQLite') {
      hold(
        atLeast(`${name}: refresh`, refresh.ofFloor, 0.22, 'of the floor'),
        atMost(`${name}: refresh p99`, refresh.p99, 15, 'ms'),
        atLeast(`${name}: list`, list.ofFloor, 0.3, 'of the floor'),
      );
    } else {
      hold(
        atMost(`${name}: refresh, CPU of the service`, refresh.cpuMs, 0.45, 'ms'),
        atMost(`${name}: refresh, store calls`, Math.round(refresh.storeCalls), 3, 'calls'),
      );
    }
    hold(
      atLeast(`${name}: login`, login.perSecond / hashes, 0.9, 'of what the machine hashes'),
      atMost(`${name}: RSS when idle`, idle.rssMb, 130, 'MB'),
      atMost(`${name}: cold start to first answer`, service.startedInMs / 1000, 1, 's'),
    );
    await flood(name, service, clients, refresh.p99);
    for (const count of OTHER_CLIENTS) {
      const some = [...clients, ...(count > CLIENTS ? await signUpMore(service, count - CLIENTS) : [])].slice(0, count);
      show(`${name}, ${count} clients, one round`, await compare(service, some, ['verify', 'refresh'], 1));
    }
    await service.stop();
  });
}

async function signUpMore(service: BenchService, count: number): Promise<BenchClient[]> {
  const more = Array.from({ length: count }, (_, n) => new BenchClient(service.address, `more-${n}@example.com`));
  for (let n = 0; n < count; n += CLIENTS) {
    await Promise.all(more.slice(n, n + CLIENTS).map((client) => client.signUp()));
  }
  return more;
}

async function flood(
  name: string,
  service: BenchService,
  clients: readonly BenchClient[],
  quietP99: number,
): Promise<void> {
  const flooders = await signUpMore(service, FLOOD_CLIENTS);
  const presses = flooders.map((flooder) => () => flooder.press());
  const [flooded] = await Promise.all([load(service, clients, 'refresh'), runLoad(service, presses, LOAD_MS)]);
  const times = flooded.p99 / quietP99;
  hold(atMost(`${name}: refresh p99 while ${FLOOD_CLIENTS} clients sign in`, times, 5, '× when quiet'));
  await Promise.all(flooders.map((flooder) => flooder.close()));
}

/** The same store, ever larger: how much slower than the smallest. SQLite. */
async function benchGrowth(): Promise<void> {
  const names = ['verify', 'refresh', 'list'] as const;
  await withFolder(async (folder) => {
    const first = new Map<string, number>();
    for (const sessions of GROWTH) {
      const seed = await BenchService.start(folder);
      await signUp(seed, CLIENTS);
      await seed.stop();
      growTo(folder, sessions);
      const service = await BenchService.start(folder);
      const table = await compare(service, await signUp(service, CLIENTS), names);
      show(`SQLite, ${sessions} sessions`, table);
      for (const name of names) {
        const { ofFloor } = table[name] ?? { ofFloor: NaN };
        const smallest = first.get(name) ?? ofFloor;
        first.set(name, smallest);
        hold(atLeast(`${name} at ${sessions} sessions`, ofFloor / smallest, 0.8, `of that at ${GROWTH[0] ?? 0}`));
      }
      await service.stop();
    }
  });
}

print(results.machine);
const wanted = process.argv.slice(2);
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part);
if (isWanted('sqlite')) await benchStore('SQLite', {});
if (isWanted('mongodb')) {
  const mongo = await startMongo();
  print(`\nMongoDB is ${mongo.name}`);
  await benchStore('MongoDB', { MONGO_URI: databaseUri(mongo.uri, 'bench') });
  await mongo.stop();
}
if (isWanted('growth')) await benchGrowth();
mkdirSync('data', { recursive: true });
writeFileSync('data/bench.json', JSON.stringify(results, null, 2));
print('\nAll figures are in data/bench.json.');
process.exit(0);
