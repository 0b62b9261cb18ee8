// Signs in without a pause, half with a wrong password: `node flooder.ts ADDRESS CLIENTS MILLISECONDS`, as a child process.
import { randomUUID } from 'node:crypto';
import { Client, PASSWORD } from '../support/client.ts';

/** Milliseconds of every answer, by status and code. */
export type FloodReport = Record<string, number[]>;

const [address = '', clients = '0', lasting = '0'] = process.argv.slice(2);
const report: FloodReport = {};
const run = randomUUID();

async function signUp(count: number): Promise<string[]> {
  const client = new Client(address);
  const emails = Array.from({ length: count }, (_, n) => `flooder-${run}-${n}@example.com`);
  for (const email of emails) {
    const { status, body } = await client.post('/auth/register', { email, password: PASSWORD });
    if (status !== 201) throw new Error(`could not register: ${body}`);
  }
  client.close();
  return emails;
}

/** Wrong ones are of ever other e-mails: one and the same would be locked, and then cost nothing. */
async function flood(n: number, email: string | null, deadline: number): Promise<void> {
  const client = new Client(address);
  for (let sent = 0; Date.now() < deadline; sent += 1) {
    const reply = await client.login(email ?? `nobody-${run}-${n}-${sent}@example.com`, PASSWORD);
    const { code } = JSON.parse(reply.body) as { code?: string };
    (report[code === undefined ? '200' : `${reply.status} ${code}`] ??= []).push(reply.ms);
  }
}

const count = Number(clients);
const emails = await signUp(Math.ceil(count / 2));
process.send?.('ready');
const deadline = Date.now() + Number(lasting);
await Promise.all(Array.from({ length: count }, (_, n) => flood(n, emails[n] ?? null, deadline)));
process.send?.(report, () => process.exit(0));
