// Part of `npm run timing`: can the time of a login's answer tell what the answer itself doesn't? Prints; asserts nothing.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client, PASSWORD, type Reply } from '../support/client.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { compare } from './mann-whitney.ts';

const SAMPLES = 400;
const WARM_UPS = 100;
/** One failure below the lock: an e-mail is used so often, and then the next one. */
const GUESSES_PER_EMAIL = 4;
const ACCOUNTS = (SAMPLES + WARM_UPS) / GUESSES_PER_EMAIL;
const WRONG = 'eight purple llamas';

interface Case {
  readonly name: string;
  /** What every answer must be, or the case doesn't measure what it says. */
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

/** Holds every case against the first. */
function report(title: string, samples: ReadonlyMap<string, number[]>): void {
  const [[first, reference] = ['', []], ...others] = samples;
  for (const [name, times] of others) {
    const { medians, p } = compare(reference, times);
    const apart = (100 * Math.abs(medians[1] - medians[0])) / medians[0];
    const [one, other] = medians.map((ms) => `${ms.toFixed(3)} ms`);
    process.stdout.write(
      `${title}: ${SAMPLES} each, medians ${one} ${first}, ${other} ${name} (${apart.toFixed(2)} % apart), p = ${p.toFixed(4)}\n`,
    );
  }
}

const emailOf = (kind: string, n: number) => `${kind}-${Math.floor(n / GUESSES_PER_EMAIL)}@example.com`;

async function register(client: Client, email: string): Promise<void> {
  const { status, body } = await client.post('/auth/register', { email, password: PASSWORD });
  if (status !== 201) throw new Error(`could not register: ${body}`);
}

const service = await ServiceProcess.start();
const client = new Client(service.address);
try {
  for (let n = 0; n < ACCOUNTS; n += 1) {
    for (const kind of ['wrong', 'inactive']) await register(client, `${kind}-${n}@example.com`);
  }
  const database = new DatabaseSync(join(service.folder, 'ratchet.db'));
  database.exec("UPDATE users SET isActive = 0 WHERE email LIKE 'inactive-%'");
  database.close();
  const refused = await measure([
    { name: 'unknown e-mail', status: 401, send: (n) => client.login(emailOf('unknown', n), PASSWORD) },
    { name: 'wrong password', status: 401, send: (n) => client.login(emailOf('wrong', n), WRONG) },
    { name: 'inactive account', status: 401, send: (n) => client.login(emailOf('inactive', n), PASSWORD) },
  ]);
  report('login, 401', refused);

  await register(client, 'locked@example.com');
  for (const email of ['locked@example.com', 'nobody@example.com']) {
    for (let n = 0; n < 5; n += 1) await client.login(email, WRONG);
  }
  const locked = await measure([
    { name: 'wrong password', status: 429, send: () => client.login('locked@example.com', WRONG) },
    { name: 'right password', status: 429, send: () => client.login('locked@example.com', PASSWORD) },
    { name: 'unknown e-mail', status: 429, send: () => client.login('nobody@example.com', PASSWORD) },
  ]);
  report('login, 429', locked);
} finally {
  client.close();
  await service.stop();
}
