import { check, type Violation } from './checker.ts';
import { CommandProxy } from './command-proxy.ts';
import type { FaultCase } from './fault-cases.ts';
import type { Fault, Injector } from './faults.ts';
import type { Step } from './journal.ts';
import { Owner, type World } from './owner.ts';
import { Stage, type StoreName } from './stage.ts';
import { SABOTEUR, StatementFaults } from './statement-faults.ts';
import type { Verdict } from './verdict.ts';

export interface FaultPlan {
  readonly store: StoreName;
  readonly cases: readonly FaultCase[];
  /** Of each kind of fault only the first so many numbers of hits. */
  readonly persistence: number;
  /** All that the store knows, if none are named. */
  readonly kinds?: readonly string[];
}

/** A use case has no more commands than this. */
const MOST_COMMANDS = 60;

/** Fails every command of every use case in every way, and then has everything tried that should work. */
export async function enumerateFaults({ store, cases, persistence, kinds }: FaultPlan): Promise<Verdict> {
  let proxy: CommandProxy | undefined;
  const through = async (uri: string) => (proxy = await CommandProxy.before(uri)).uri('ratchet');
  const setting = store === 'mongodb' ? { through } : { preload: SABOTEUR };
  const stage = await Stage.open(store, setting);
  const injector: Injector = proxy ?? new StatementFaults((message) => stage.tell(message));
  const journal: Step[] = [];
  const labels = new Map<string, string>();
  const failures: Violation[] = [];
  let faults = 0;
  try {
    const world = { address: stage.address, journal, adminToken: await stage.signInAdmin() };
    for (const each of cases) {
      const most = each.isThorough ? persistence : Math.min(persistence, 2);
      for (const fault of faultsOf(injector, most, kinds)) {
        let hits: readonly string[] | null = null;
        for (let nth = 1; nth <= MOST_COMMANDS && hits?.length !== 0; nth += 1) {
          const owner = new Owner(world);
          try {
            hits = await failOnce(owner, each, { ...fault, nth }, world, stage.folder, injector);
            faults += hits.length === 0 ? 0 : 1;
          } catch (error) {
            const what = error instanceof Error ? error.message : String(error);
            failures.push({
              fault: 'misanswered',
              what,
              step: journal.findLast(({ account }) => account === owner.email) ?? null,
            });
          }
          labels.set(
            owner.email,
            `${each.name}, ${fault.kind} × ${fault.times} at ${nth} (${hits?.join(', ') ?? '-'})`,
          );
        }
      }
    }
    const { events, verdict, isWhole } = await stage.readTrail();
    const broken: Violation[] = isWhole ? [] : [{ fault: 'lost', what: `the trail: ${verdict}`, step: null }];
    const violations = [...failures, ...check(journal, events), ...broken].map((violation) => {
      const label = labels.get(violation.step?.account ?? '');
      return { ...violation, what: label === undefined ? violation.what : `${violation.what} (${label})` };
    });
    const longest = Math.max(...journal.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
    const figures = {
      'use cases': cases.length,
      faults,
      requests: journal.length,
      'longest answer in ms': Math.round(longest),
    };
    return { name: `faults of ${store}`, figures, violations, journal };
  } finally {
    await injector.close();
    await stage.close();
  }
}

function faultsOf(
  injector: Injector,
  persistence: number,
  kinds: readonly string[] = Object.keys(injector.kinds),
): Pick<Fault, 'kind' | 'times'>[] {
  return kinds.flatMap((kind) =>
    (injector.kinds[kind] ?? []).slice(0, persistence).map((each) => ({ kind, times: each })),
  );
}

/** What was hit; nothing if the use case has fewer commands. */
async function failOnce(
  owner: Owner,
  { prepare, act }: FaultCase,
  fault: Omit<Fault, 'isOver'>,
  { journal }: World,
  folder: string,
  injector: Injector,
): Promise<readonly string[]> {
  const prepared = await prepare?.(owner, folder);
  const seen = journal.length;
  await injector.arm({ ...fault, isOver: () => journal.length > seen });
  try {
    await act(owner, prepared);
  } finally {
    await injector.disarm();
  }
  await owner.prove();
  return injector.disarm();
}
