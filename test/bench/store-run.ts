import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { ServiceProcess } from '../../scripts/support/service-process.ts';
import { BenchService, withFolder } from './bench-service.ts';
import type { BenchClient } from './client.ts';
import { compare, load, LOAD_MS, median, ROUNDS, signUp, type Table } from './compare.ts';
import { runLoad } from './load.ts';
import type { Report } from './report.ts';
import type { ScenarioName } from './scenarios.ts';
import { atLeast, atMost } from './targets.ts';

const CLIENTS = 16;
const OTHER_CLIENTS = [1, 64, 256];
const LISTED_SESSIONS = 5;
const FLOOD_CLIENTS = 64;
const WITHOUT_LOGINS: ScenarioName[] = ['floor', 'verify', 'refresh', 'textbook', 'list'];
/** They open sessions, and a list grows with them. */
const WITH_LOGINS: ScenarioName[] = ['login', 'mixed'];

/** All scenarios over one store: 16 clients against the floor, a flood of logins, and other numbers of clients. */
export async function benchStore(
  report: Report,
  store: 'SQLite' | 'MongoDB',
  settings: NodeJS.ProcessEnv,
): Promise<void> {
  await holdIdle(report, store, settings);
  await withFolder(async (folder) => {
    const service = await BenchService.start(folder, settings);
    const clients = await signUp(service, CLIENTS);
    const table = await compareAll(service, clients);
    report.show(`${store}, ${CLIENTS} clients, middle of ${ROUNDS} rounds`, table);
    holdScenarios(report, store, table);
    report.hold(atLeast(`${store}: login`, await loginsOfHashes(service, clients), 0.9, 'of what the machine hashes'));
    await flood(report, store, service, clients, table.refresh?.p99 ?? NaN);
    const crowd = [
      ...clients,
      ...(await signUp(service, Math.max(...OTHER_CLIENTS) - CLIENTS, (n) => `more-${n}@example.com`)),
    ];
    for (const count of OTHER_CLIENTS) {
      const some = await compare(service, crowd.slice(0, count), ['verify', 'refresh'], 1);
      report.show(`${store}, ${count} clients, one round`, some);
    }
    await service.stop();
  });
}

async function compareAll(service: BenchService, clients: readonly BenchClient[]): Promise<Table> {
  for (let more = 1; more < LISTED_SESSIONS; more += 1) await Promise.all(clients.map((client) => client.login()));
  const table = await compare(service, clients, WITHOUT_LOGINS);
  const opening = await compare(service, clients, WITH_LOGINS);
  const admin = service.makeAdmin();
  const auditors = await signUp(service, CLIENTS, () => admin);
  return { ...table, ...opening, ...(await compare(service, auditors, ['audit'])) };
}

function holdScenarios(report: Report, store: 'SQLite' | 'MongoDB', table: Table): void {
  const { verify, refresh, list } = table;
  if (verify === undefined || refresh === undefined || list === undefined) return;
  report.hold(atLeast(`${store}: verify`, verify.ofFloor, 0.5, 'of the floor'));
  if (store === 'SQLite') {
    report.hold(
      atLeast('SQLite: refresh', refresh.ofFloor, 0.22, 'of the floor'),
      atMost('SQLite: refresh p99', refresh.p99, 15, 'ms'),
      atLeast('SQLite: list', list.ofFloor, 0.3, 'of the floor'),
    );
  } else {
    report.hold(
      atMost('MongoDB: refresh, CPU of the service', refresh.cpuMs, 0.45, 'ms'),
      atMost('MongoDB: refresh, store calls', Math.round(refresh.storeCalls), 3, 'calls'),
    );
  }
}

/** The service as it is shipped, without the bench's routes. */
async function holdIdle(report: Report, store: string, settings: NodeJS.ProcessEnv): Promise<void> {
  // The first start of a build compiles, and keeps what it compiled.
  await (await ServiceProcess.start(settings)).stop();
  const service = await ServiceProcess.start(settings);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  report.hold(
    atMost(`${store}: RSS when idle`, service.rss(), 130, 'MB'),
    atMost(`${store}: cold start to first answer`, service.startedInMs / 1000, 1, 's'),
  );
  await service.stop();
}

/** Logins a second by hashes a second of the same minute: the middle of the rounds. */
async function loginsOfHashes(service: BenchService, clients: readonly BenchClient[]): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const hashes = await bareHashes();
    ratios.push((await load(service, clients, 'login')).perSecond / hashes);
  }
  return median(ratios);
}

/** Hashes a second of the machine alone, one more at once than it has processors, with the service's settings as they come. */
async function bareHashes(): Promise<number> {
  const deadline = performance.now() + LOAD_MS;
  let count = 0;
  const work = async () => {
    for (; performance.now() < deadline; count += 1) {
      await argon2.hash('seven purple llamas', { memoryCost: 19456, timeCost: 2, parallelism: 1 });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
  return count / (LOAD_MS / 1000);
}

async function flood(
  report: Report,
  store: string,
  service: BenchService,
  clients: readonly BenchClient[],
  quietP99: number,
): Promise<void> {
  const flooders = await signUp(service, FLOOD_CLIENTS, (n) => `flooder-${n}@example.com`);
  const presses = flooders.map((flooder) => () => flooder.press());
  const [flooded] = await Promise.all([load(service, clients, 'refresh'), runLoad(service, presses, LOAD_MS)]);
  const times = flooded.p99 / quietP99;
  report.hold(atMost(`${store}: refresh p99 while ${FLOOD_CLIENTS} clients sign in`, times, 5, '× when quiet'));
  await Promise.all(flooders.map((flooder) => flooder.close()));
}
