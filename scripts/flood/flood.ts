// `npm run flood`: what a flood of logins does to refreshes and to memory. Prints; asserts nothing.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, PASSWORD, refreshTokenOf } from '../support/client.ts';
import type { FloodReport } from './flooder.ts';
import { ServiceProcess } from '../support/service-process.ts';

const REFRESHERS = 16;
/** The second flood is larger than the queue of two processors, so that some of it is shed. */
const FLOODS = [64, 240];
const PHASE_MS = 15_000;
const SETTLE_MS = 2000;
const RSS_EVERY_MS = 250;
/** `ARGON2_MEMORY` as it comes, in MB. */
const HASH_MB = 19;

interface Refreshes {
  readonly times: number[];
  /** Answers other than 200: none may be. */
  lost: number;
}

/** Refreshes without a pause until it is told to stop. */
class Refresher {
  private readonly client: Client;
  private token: string;

  private constructor(client: Client, token: string) {
    this.client = client;
    this.token = token;
  }

  static async signUp(address: string, name: string): Promise<Refresher> {
    const client = new Client(address);
    const reply = await client.post('/auth/register', { email: `${name}@example.com`, password: PASSWORD });
    const token = refreshTokenOf(reply);
    if (token === null) throw new Error(`could not register: ${reply.body}`);
    return new Refresher(client, token);
  }

  async refreshUntil(deadline: number, into: Refreshes): Promise<void> {
    while (Date.now() < deadline) {
      const reply = await this.client.post('/auth/refresh', undefined, { cookie: `refresh_token=${this.token}` });
      const token = refreshTokenOf(reply);
      if (reply.status === 200 && token !== null) {
        into.times.push(reply.ms);
        this.token = token;
      } else into.lost += 1;
    }
  }
}

async function refreshFor(refreshers: readonly Refresher[], ms: number): Promise<Refreshes> {
  const refreshes: Refreshes = { times: [], lost: 0 };
  const deadline = Date.now() + ms;
  await Promise.all(refreshers.map((refresher) => refresher.refreshUntil(deadline, refreshes)));
  return refreshes;
}

/** A process of its own, or the flood would slow the clients that are measured, too. Resolves when it has begun. */
async function flood(address: string, clients: number, ms: number): Promise<{ over: Promise<FloodReport> }> {
  const child = fork(new URL('flooder.ts', import.meta.url), [address, String(clients), String(ms)]);
  const message = () =>
    new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the flood ended with ${code}`)));
    });
  await message();
  return { over: message() as Promise<FloodReport> };
}

async function highestRss(service: ServiceProcess, during: Promise<unknown>): Promise<number> {
  let highest = 0;
  const looking = setInterval(() => (highest = Math.max(highest, service.rss())), RSS_EVERY_MS);
  await during.finally(() => clearInterval(looking));
  return highest;
}

/** The p-th quantile, p from 0 to 1, by nearest rank. */
function quantile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}

const ms = (value: number) => `${value.toFixed(1)} ms`;
const print = (line: string) => process.stdout.write(`${line}\n`);

function describe(name: string, { times, lost }: Refreshes): void {
  const [middle, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  print(`${name}: ${times.length} refreshes, ${lost} lost, p50 ${ms(middle)}, p99 ${ms(p99)}`);
}

const service = await ServiceProcess.start();
try {
  const names = Array.from({ length: REFRESHERS }, (_, n) => `refresher-${n}`);
  const refreshers = await Promise.all(names.map((name) => Refresher.signUp(service.address, name)));
  await refreshFor(refreshers, SETTLE_MS);
  const quiet = await refreshFor(refreshers, PHASE_MS);
  describe('without a flood', quiet);
  const rssBefore = service.rss();
  for (const clients of FLOODS) {
    const flooding = await flood(service.address, clients, PHASE_MS + 2 * SETTLE_MS);
    const rss = highestRss(service, flooding.over);
    await sleep(SETTLE_MS);
    const flooded = await refreshFor(refreshers, PHASE_MS);
    const report = await flooding.over;
    describe(`\n${clients} clients signing in`, flooded);
    print(
      `  p99 is ${(quantile(flooded.times, 0.99) / quantile(quiet.times, 0.99)).toFixed(2)} × that without (limit 5)`,
    );
    for (const [answer, times] of Object.entries(report)) {
      print(
        `  ${answer}: ${times.length} logins, p50 ${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}, longest ${ms(Math.max(...times))}`,
      );
    }
    const limit = (availableParallelism() + 1) * HASH_MB + 50;
    print(
      `  memory grew by ${((await rss) - rssBefore).toFixed(0)} MB at most (limit ${limit} MB), from ${rssBefore.toFixed(0)} MB`,
    );
    await sleep(SETTLE_MS);
  }
} finally {
  await service.stop();
}
process.exit(0);
