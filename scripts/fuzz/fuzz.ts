// `npm run fuzz`: schemathesis against the OpenAPI document, with all its checks, on both stores, as nobody and as each role.
// Exit code 1 if anything answered a server error or broke the contract.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseExposition } from '../../test/support/exposition.ts';
import { databaseUri, startMongo } from '../../test/support/mongo-server.ts';
import { pythonTools } from '../../test/support/python.ts';
import { ServiceProcess } from '../support/service-process.ts';

const SCHEMATHESIS = 'schemathesis==4.32.5';
const ROLES = ['nobody', 'user', 'support', 'admin'] as const;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261125' },
    /** Random cases of each operation and run; the systematic ones come on top. */
    cases: { type: 'string', default: '70' },
    store: { type: 'string', multiple: true, default: ['sqlite', 'mongodb'] },
  },
});

type Role = (typeof ROLES)[number];

interface Report {
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[];
  readonly errors: readonly unknown[];
  readonly complete: boolean;
}

const tools = await pythonTools(SCHEMATHESIS);
const folder = mkdtempSync(join(tmpdir(), 'ratchet-fuzz-'));
process.stdout.write(`seed ${values.seed}, reports in ${folder}\n`);
let [requests, serverErrors, faults] = [0, 0, 0];
for (const store of values.store) await fuzzOver(store);
process.stdout.write(`${requests} requests, ${serverErrors} server errors, ${faults} failures\n`);
process.exitCode = faults + serverErrors === 0 ? 0 : 1;

async function fuzzOver(store: string): Promise<void> {
  const mongo = store === 'mongodb' ? await startMongo() : null;
  // A test server is many times slower than a mongod.
  const uri = mongo === null ? {} : { MONGO_URI: `${databaseUri(mongo.uri, 'fuzz')}&socketTimeoutMS=20000` };
  const settings = { ...uri, TRUST_PROXY: '1', ARGON2_MEMORY: '7168', ARGON2_TIME: '1' };
  const service = await ServiceProcess.start(settings);
  try {
    const env = { PATH: process.env['PATH'], ...settings, DATA_DIR: service.folder };
    for (const role of ROLES) count(store, role, await fuzzAs(store, role, service.address, env));
    serverErrors += await serverErrorsOf(service.address);
  } finally {
    await service.stop();
    await mongo?.stop();
  }
}

async function fuzzAs(store: string, role: Role, address: string, settings: NodeJS.ProcessEnv): Promise<Report> {
  const out = join(folder, `${store}-${role}`);
  const args = ['--config-file', resolve('scripts/fuzz/schemathesis.toml'), 'run', `${address}/openapi.json`];
  const options = {
    url: address,
    checks: 'all',
    seed: values.seed,
    'max-examples': values.cases,
    // What hangs, hangs for longer. Ten seconds, the default, are lost where a virtual machine is paused, too.
    'request-timeout': '60',
    'max-response-time': '60',
    report: 'json,junit',
  };
  args.push(...Object.entries({ ...options, 'report-dir': out }).map(([name, value]) => `--${name}=${value}`));
  args.push('--continue-on-failure', '--no-color', '--warnings=off', '--generation-database=none');
  const hooks = role === 'nobody' ? {} : { SCHEMATHESIS_HOOKS: resolve('scripts/fuzz/role.py') };
  const account = {
    FUZZ_ADDRESS: address,
    FUZZ_ROLE: role,
    FUZZ_NODE: process.execPath,
    FUZZ_CLI: resolve('dist/cli.js'),
  };
  const env = { ...settings, ...hooks, ...account };
  const child = spawn(join(tools, 'schemathesis'), args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.pipe(createWriteStream(`${out}.log`));
  await new Promise((done) => child.once('close', done));
  const file = readdirSync(out).find((name) => name.endsWith('.json'));
  if (file === undefined) throw new Error(`schemathesis made no report; see ${out}.log`);
  return JSON.parse(readFileSync(join(out, file), 'utf8')) as Report;
}

/** As the service counts its answers itself: schemathesis tells kinds of failures, not how many. */
async function serverErrorsOf(address: string): Promise<number> {
  const answer = await fetch(`${address}/metrics`);
  const { samples = [] } = parseExposition(await answer.text()).get('ratchet_http_request_duration_seconds') ?? {};
  return samples
    .filter(({ name, labels }) => name.endsWith('_count') && labels['status'] === '5xx')
    .reduce((sum, { value }) => sum + value, 0);
}

function count(store: string, role: Role, { test_cases, failures, errors, complete }: Report): void {
  requests += test_cases.generated;
  faults += failures.length + errors.length + (complete ? 0 : 1);
  process.stdout.write(`${store} as ${role}: ${test_cases.generated} requests, ${failures.length} kinds of failure\n`);
  for (const { title, operations } of failures) process.stdout.write(`  ${title}: ${operations.join(', ')}\n`);
  for (const error of errors) process.stdout.write(`  ${JSON.stringify(error)}\n`);
}
