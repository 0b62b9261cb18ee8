// `npm run timing`: whether the time of an answer tells what the answer itself does not. Prints; asserts nothing.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client, PASSWORD, type Reply } from './measure/client.ts';
import { ServiceProcess } from './measure/service-process.ts';
import { mannWhitney, median } from './measure/statistics.ts';

const SAMPLES = 400;
const WARM_UPS = 40;
/** One failure below the lock: an e-mail is used so often, and the next one then. */
const GUESSES_PER_EMAIL = 4;
const ACCOUNTS = (SAMPLES + WARM_UPS) / GUESSES_PER_EMAIL;
const WRONG = 'eight purple llamas';

interface Case {
  readonly name: string;
  /** What every answer must be, or the case does not measure what it says. */
  readonly status: number;
  send(n: number): Promise<Reply>;
}

/** Milliseconds of `SAMPLES` answers of each case, taken in turns, so that whatever slows the machine slows all alike. */
async function measure(cases: readonly Case[]): Promise<Map<string, number[]>> {
  const samples = new Map(cases.map(({ name }) => [name, [] as number[]]));
  for (let n = 0; n < WARM_UPS + SAMPLES; n += 1) {
    for (const { name, status, send } of cases.toSorted(() => Math.random() - 0.5)) {
      const reply = await send(n);
      if (reply.status !== status) throw new Error(`${name}: ${reply.status} ${reply.body}`);
      if (n >= WARM_UPS) samples.get(name)?.push(reply.ms);
    }
  }
  return samples;
}

/** Medians and their distance from the first case's, and whether the rank test tells the cases apart. */
function report(title: string, samples: ReadonlyMap<string, number[]>): void {
  const [[, reference] = ['', []]] = samples;
  const rows = [...samples].map(([name, times]) => {
    const middle = median(times);
    const distance = (100 * (middle - median(reference))) / median(reference);
    const same = times === reference ? '' : `  ${distance.toFixed(2).padStart(6)} %   p = ${p(reference, times)}`;
    return `  ${name.padEnd(28)} ${middle.toFixed(3).padStart(9)} ms${same}`;
  });
  process.stdout.write(
    `${title} (${SAMPLES} each; median, distance and Mann–Whitney from the first)\n${rows.join('\n')}\n\n`,
  );
}

function p(a: readonly number[], b: readonly number[]): string {
  return mannWhitney(a, b).toFixed(4);
}

const emailOf = (kind: string, n: number) => `${kind}-${Math.floor(n / GUESSES_PER_EMAIL)}@example.com`;

async function register(client: Client, kind: string): Promise<void> {
  for (let n = 0; n < ACCOUNTS; n += 1) {
    const { status, body } = await client.post('/auth/register', {
      email: `${kind}-${n}@example.com`,
      password: PASSWORD,
    });
    if (status !== 201) throw new Error(`could not register: ${body}`);
  }
}

const service = await ServiceProcess.start();
const client = new Client(service.address);
try {
  await register(client, 'wrong');
  await register(client, 'inactive');
  const database = new DatabaseSync(join(service.folder, 'ratchet.db'));
  database.exec("UPDATE users SET isActive = 0 WHERE email LIKE 'inactive-%'");
  database.close();
  const refused = await measure([
    { name: 'unknown e-mail', status: 401, send: (n) => client.login(emailOf('unknown', n), PASSWORD) },
    { name: 'wrong password', status: 401, send: (n) => client.login(emailOf('wrong', n), WRONG) },
    { name: 'inactive, right password', status: 401, send: (n) => client.login(emailOf('inactive', n), PASSWORD) },
  ]);
  report('401 invalid-credentials', refused);

  await client.post('/auth/register', { email: 'locked@example.com', password: PASSWORD });
  for (const email of ['locked@example.com', 'nobody@example.com']) {
    for (let n = 0; n < 5; n += 1) await client.login(email, WRONG);
  }
  const locked = await measure([
    { name: 'locked, wrong password', status: 429, send: () => client.login('locked@example.com', WRONG) },
    { name: 'locked, right password', status: 429, send: () => client.login('locked@example.com', PASSWORD) },
    { name: 'locked, unknown e-mail', status: 429, send: () => client.login('nobody@example.com', PASSWORD) },
  ]);
  report('429 account-locked', locked);
} finally {
  client.close();
  await service.stop();
}
