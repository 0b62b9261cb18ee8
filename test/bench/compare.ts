import type { BenchService } from './bench-service.ts';
import { BenchClient } from './client.ts';
import { type Figures, middle, quantile, runLoad, settle } from './load.ts';
import { type ScenarioName, SCENARIOS } from './scenarios.ts';

/** Short rounds and many of them: a shared machine gets faster and slower within a minute. */
export const LOAD_MS = 2000;
export const ROUNDS = 5;
/** Unmeasured, of each scenario: V8 goes on compiling a path for some seconds of load, and a service runs for weeks. */
const WARM_UPS = 4;
/** As many as sign up at once: more would wait for their hashes for longer than the service lets them. */
const AT_ONCE = 16;

/** A scenario's figures, and its throughput as a part of the floor's. */
export type Row = Figures & { readonly ofFloor: number };
export type Table = Partial<Record<ScenarioName, Row>>;

/** Clients with an account and a session each; or, with one name for all, with a session each of one account. */
export async function signUp(
  service: BenchService,
  count: number,
  emailOf: (n: number) => string = (n) => `client-${n}@example.com`,
): Promise<BenchClient[]> {
  const clients = Array.from({ length: count }, (_, n) => new BenchClient(service.address, emailOf(n)));
  for (let from = 0; from < count; from += AT_ONCE) {
    await Promise.all(clients.slice(from, from + AT_ONCE).map((client) => client.signUp()));
  }
  return clients;
}

export function load(service: BenchService, clients: readonly BenchClient[], name: ScenarioName): Promise<Figures> {
  return runLoad(
    service,
    clients.map((client) => () => SCENARIOS[name](client)),
    LOAD_MS,
  );
}

/** Each scenario, warmed up, right after a floor of its own, in rounds; the middle round counts. */
export async function compare(
  service: BenchService,
  clients: readonly BenchClient[],
  names: readonly ScenarioName[],
  rounds = ROUNDS,
): Promise<Table> {
  for (const name of names) {
    for (let times = 0; times < WARM_UPS; times += 1) await load(service, clients, name);
  }
  const seen = new Map<ScenarioName, Row[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const floor = await load(service, clients, 'floor');
      await settle();
      const figures = await load(service, clients, name);
      await settle();
      seen.get(name)?.push({ ...figures, ofFloor: figures.perSecond / floor.perSecond });
    }
  }
  return Object.fromEntries([...seen].map(([name, all]) => [name, middleOf(all)]));
}

export function median(samples: readonly number[]): number {
  return quantile(
    samples.toSorted((a, b) => a - b),
    0.5,
  );
}

/** The figures of the round with the middle throughput; the ratio is the middle one of its own. */
function middleOf(all: readonly Row[]): Row {
  return { ...middle(all), ofFloor: median(all.map(({ ofFloor }) => ofFloor)) };
}
