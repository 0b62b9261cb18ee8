// `npm run timing:recovery`: can the time of an answer tell whether an address has an account? Prints; asserts nothing.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { compare } from './mann-whitney.ts';

const SAMPLES = 400;
const WARM_UP = 40;
const PASSWORD = 'seven purple llamas';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function withService(work: (address: string) => Promise<void>, settings: NodeJS.ProcessEnv): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-timing-'));
  const port = await freePort();
  const fixed = { PORT: String(port), DATA_DIR: folder, RATE_LIMIT: 'off', LOG_LEVEL: 'warn', NODE_ENV: 'test' };
  const env = { PATH: process.env['PATH'], ...fixed, ...settings };
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const address = `http://127.0.0.1:${port}`;
    while (
      !(await fetch(`${address}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (child.exitCode !== null) throw new Error('the service did not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await work(address);
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  }
}

async function post(url: string, body: object): Promise<number> {
  const from = performance.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.text();
  const took = performance.now() - from;
  if (answer.status !== 201 && answer.status !== 202) throw new Error(`${url} answered ${answer.status}`);
  return took;
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

const ACCOUNTS = 110;
const knownEmail = (n: number) => `known-${n % ACCOUNTS}@example.com`;
const unknownEmail = (n: number) => `stranger-${n}@example.com`;

async function registerAll(address: string): Promise<void> {
  for (let n = 0; n < ACCOUNTS; n += 1) {
    await post(`${address}/auth/register`, { email: knownEmail(n), password: PASSWORD });
  }
}

await withService(async (address) => {
  await registerAll(address);
  await measure('password/forgot', (isKnown, n) =>
    post(`${address}/auth/password/forgot`, { email: isKnown ? knownEmail(n) : unknownEmail(n) }),
  );
}, {});

await withService(
  async (address) => {
    await registerAll(address);
    await measure('register, EMAIL_VERIFICATION=required', (isKnown, n) =>
      post(`${address}/auth/register`, { email: isKnown ? knownEmail(n) : unknownEmail(n), password: PASSWORD }),
    );
  },
  { EMAIL_VERIFICATION: 'required' },
);
