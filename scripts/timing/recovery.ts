// Part of `npm run timing`: can the time of an answer tell whether an address has an account? Prints; asserts nothing.
import { Client, PASSWORD } from '../support/client.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { compare } from './mann-whitney.ts';

const SAMPLES = 400;
/** A cheap answer gets faster for that long. */
const WARM_UP = 400;

async function withService(work: (client: Client) => Promise<void>, settings: NodeJS.ProcessEnv): Promise<void> {
  const service = await ServiceProcess.start(settings);
  const client = new Client(service.address);
  try {
    await work(client);
  } finally {
    client.close();
    await service.stop();
  }
}

async function post(client: Client, path: string, body: object): Promise<number> {
  const { status, ms } = await client.post(path, body);
  if (status !== 201 && status !== 202) throw new Error(`${path} answered ${status}`);
  return ms;
}

/** Asks for known and unknown addresses in turns, in random order within a turn, and compares. */
async function measure(what: string, ask: (isKnown: boolean, n: number) => Promise<number>): Promise<void> {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = -WARM_UP; n < SAMPLES; n += 1) {
    for (const kind of Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      const took = await ask(kind === 'known', n + WARM_UP);
      if (n >= 0) times[kind].push(took);
    }
  }
  const { medians, p } = compare(times.known, times.unknown);
  const apart = (100 * Math.abs(medians[0] - medians[1])) / medians[1];
  const [known, unknown] = medians.map((ms) => `${ms.toFixed(3)} ms`);
  process.stdout.write(
    `${what}: ${SAMPLES} each, medians ${known} known, ${unknown} unknown (${apart.toFixed(2)} % apart), p = ${p.toFixed(4)}\n`,
  );
}

/** Each is mailed three times at most. */
const ACCOUNTS = Math.ceil((WARM_UP + SAMPLES) / 3);
const knownEmail = (n: number) => `known-${n % ACCOUNTS}@example.com`;
const unknownEmail = (n: number) => `stranger-${n}@example.com`;

async function registerAll(client: Client): Promise<void> {
  for (let n = 0; n < ACCOUNTS; n += 1) {
    await post(client, '/auth/register', { email: knownEmail(n), password: PASSWORD });
  }
}

await withService(async (client) => {
  await registerAll(client);
  await measure('password/forgot', (isKnown, n) =>
    post(client, '/auth/password/forgot', { email: isKnown ? knownEmail(n) : unknownEmail(n) }),
  );
}, {});

await withService(
  async (client) => {
    await registerAll(client);
    await measure('register, EMAIL_VERIFICATION=required', (isKnown, n) =>
      post(client, '/auth/register', { email: isKnown ? knownEmail(n) : unknownEmail(n), password: PASSWORD }),
    );
  },
  { EMAIL_VERIFICATION: 'required' },
);
