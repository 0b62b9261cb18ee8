// `npm run chaos`: everything that test/chaos can do to the service; with names, only those parts. Prints what was survived; exits with 1 if anything was not.
import { FAULTS } from './checker.ts';
import { jump } from './clock-jumps.ts';
import { fillDisk } from './disk-full.ts';
import { enumerateFaults } from './enumerate-faults.ts';
import { CASES } from './fault-cases.ts';
import { survive } from './kills.ts';
import type { Target } from './stage.ts';
import { report, type Verdict } from './verdict.ts';

const PEOPLE = 8;
const SQLITE_KILLS = 20;
/** Each of the three so often. */
const MONGODB_KILLS = 10;
/** Faults once, again at the driver's second try, and until the answer. */
const PERSISTENCE = 3;
/** Of the faults over each store: each takes the next case when it is done with one. */
const LANES = 4;

const seed = Number(process.env['RATCHET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const only = process.argv.slice(2);
const verdicts: Verdict[] = [];
const note = (line: string) => void process.stdout.write(`${line}\n`);

async function inTurn(...parts: readonly [string, () => Promise<Verdict>][]): Promise<void> {
  for (const [name, part] of parts) {
    if (only.length > 0 && !only.includes(name)) continue;
    const from = performance.now();
    const verdict = await part().catch((fault: unknown) => broken(name, fault));
    verdicts.push(verdict);
    note(`${report(verdict)} (${((performance.now() - from) / 1000).toFixed(0)} s)`);
  }
}

/** A part that didn't come to its end has shown nothing. */
function broken(name: string, fault: unknown): Verdict {
  const what = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  return { name, figures: {}, violations: [{ fault: 'lost', what, step: null }], journal: [] };
}

note(`chaos with RATCHET_SEED=${seed}`);
const service = Array.from({ length: SQLITE_KILLS }, () => 'service' as const);
const all = Array.from({ length: MONGODB_KILLS }, (): Target[] => ['service', 'store', 'both']).flat();
const faults = (['sqlite', 'mongodb'] as const).flatMap((store) => {
  const cases = CASES.values();
  return Array.from({ length: LANES }, () => ({ store, cases }));
});
// Most of it is waiting, so they wait together; each has processes of its own.
await Promise.all([
  inTurn(
    ['kills-sqlite', () => survive({ store: 'sqlite', targets: service, people: PEOPLE, seed })],
    ['disk-full', () => fillDisk(PEOPLE, seed)],
    ['clock-sqlite', () => jump('sqlite', PEOPLE, seed)],
  ),
  inTurn(
    ['kills-mongodb', () => survive({ store: 'mongodb', targets: all, people: PEOPLE, seed })],
    ['clock-mongodb', () => jump('mongodb', PEOPLE, seed)],
  ),
  ...faults.map((plan) =>
    inTurn([`faults-${plan.store}`, () => enumerateFaults({ ...plan, persistence: PERSISTENCE })]),
  ),
]);

const sum = (figure: string) => verdicts.reduce((total, { figures }) => total + (figures[figure] ?? 0), 0);
const violations = verdicts.flatMap((verdict) => verdict.violations);
const found = FAULTS.map((fault) => `${violations.filter((each) => each.fault === fault).length} ${fault}`).join(', ');
note(`chaos: ${sum('kills')} kills, ${sum('faults')} faults, ${sum('requests')} requests survived: ${found}`);
process.exit(violations.length > 0 ? 1 : 0);
