// `npm run chaos`: everything that test/chaos can do to the service. Prints what was survived; exits with 1 if anything was not.
import { FAULTS } from './checker.ts';
import { jump } from './clock-jumps.ts';
import { fillDisk } from './disk-full.ts';
import { enumerateFaults } from './enumerate-faults.ts';
import { CASES } from './fault-cases.ts';
import { survive } from './kills.ts';
import type { Target } from './stage.ts';
import { report, type Verdict } from './verdict.ts';

const PEOPLE = 12;
const SQLITE_KILLS = 20;
/** Each of the three so often. */
const MONGODB_KILLS = 10;
/** Faults once, again at the driver's second try, and until the answer. */
const PERSISTENCE = 3;
const LANES = 3;

const seed = Number(process.env['RATCHET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const only = process.argv.slice(2);
const verdicts: Verdict[] = [];
const note = (line: string) => void process.stdout.write(`${line}\n`);

async function run(name: string, part: () => Promise<Verdict>): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return;
  const from = performance.now();
  const verdict = await part();
  verdicts.push(verdict);
  note(`${report(verdict)} (${((performance.now() - from) / 1000).toFixed(0)} s)`);
}

note(`chaos with RATCHET_SEED=${seed}`);
const service = Array.from({ length: SQLITE_KILLS }, () => 'service' as const);
const all = Array.from({ length: MONGODB_KILLS }, (): Target[] => ['service', 'store', 'both']).flat();
await run('kills-sqlite', () => survive({ store: 'sqlite', targets: service, people: PEOPLE, seed }));
await run('kills-mongodb', () => survive({ store: 'mongodb', targets: all, people: PEOPLE, seed }));
await run('disk-full', () => fillDisk(PEOPLE, seed));
await run('clock-sqlite', () => jump('sqlite', PEOPLE, seed));
await run('clock-mongodb', () => jump('mongodb', PEOPLE, seed));
// They mostly wait for time-outs, so they wait together.
await Promise.all([
  run('faults-sqlite', () => enumerateFaults({ store: 'sqlite', cases: CASES, persistence: PERSISTENCE, note })),
  ...Array.from({ length: LANES }, (_, lane) => {
    const cases = CASES.filter((_case, index) => index % LANES === lane);
    return run('faults-mongodb', () => enumerateFaults({ store: 'mongodb', cases, persistence: PERSISTENCE, note }));
  }),
]);

const sum = (figure: string) => verdicts.reduce((total, { figures }) => total + (figures[figure] ?? 0), 0);
const violations = verdicts.flatMap((verdict) => verdict.violations);
const found = FAULTS.map((fault) => `${violations.filter((each) => each.fault === fault).length} ${fault}`).join(', ');
note(`chaos: ${sum('kills')} kills, ${sum('faults')} faults, ${sum('requests')} requests survived: ${found}`);
process.exit(violations.length > 0 ? 1 : 0);
