import { check, type Violation } from './checker.ts';
import { CommandProxy } from './command-proxy.ts';
import type { FaultCase } from './fault-cases.ts';
import type { Fault, Injector } from './faults.ts';
import { Owner, type World } from './owner.ts';
import { Stage, type StoreName } from './stage.ts';
import { SABOTEUR, StatementFaults } from './statement-faults.ts';
import type { Verdict } from './verdict.ts';

export interface FaultPlan {
  readonly store: StoreName;
  /** Those that are left: lanes that share an iterator share its cases. */
  readonly cases: Iterable<FaultCase>;
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
  const stage = await Stage.open(store, store === 'mongodb' ? { through } : { preload: SABOTEUR });
  const injector: Injector = proxy ?? new StatementFaults((message) => stage.tell(message));
  try {
    const world: World = { address: stage.address, journal: [], adminToken: await stage.signInAdmin() };
    const run = new FaultRun(world, injector, stage.folder);
    for (const each of cases) {
      const most = each.isThorough ? persistence : Math.min(persistence, 2);
      for (const fault of faultsOf(injector, most, kinds)) await run.failEachCommand(each, fault);
    }
    return run.conclude(store, await stage.readTrail());
  } finally {
    await injector.close();
    await stage.close();
  }
}

function faultsOf(
  injector: Injector,
  persistence: number,
  kinds: readonly string[] = Object.keys(injector.kinds),
): Kind[] {
  return kinds.flatMap((kind) => (injector.kinds[kind] ?? []).slice(0, persistence).map((times) => ({ kind, times })));
}

type Kind = Pick<Fault, 'kind' | 'times'>;

class FaultRun {
  private readonly world: World;
  private readonly injector: Injector;
  private readonly folder: string;
  /** What was done to whom, by e-mail. */
  private readonly labels = new Map<string, string>();
  private readonly failures: Violation[] = [];
  /** How many faults each use case met. */
  private readonly met: Record<string, number> = {};

  constructor(world: World, injector: Injector, folder: string) {
    this.world = world;
    this.injector = injector;
    this.folder = folder;
  }

  /** Somebody new for each command, until the use case has no more. */
  async failEachCommand(each: FaultCase, { kind, times }: Kind): Promise<void> {
    for (let nth = 1; nth <= MOST_COMMANDS; nth += 1) {
      const owner = new Owner(this.world);
      const hits = await this.failOnce(owner, each, { kind, times, nth });
      this.labels.set(owner.email, `${each.name}, ${kind} × ${times} at ${nth}: ${hits?.join(', ') ?? 'failed'}`);
      if (hits === null || hits.length === 0) return;
      this.met[`at ${each.name}`] = (this.met[`at ${each.name}`] ?? 0) + 1;
    }
    throw new Error(`${each.name} has more than ${MOST_COMMANDS} commands`);
  }

  conclude(store: StoreName, { events, verdict, isWhole }: Awaited<ReturnType<Stage['readTrail']>>): Verdict {
    const { journal } = this.world;
    const broken: Violation[] = isWhole ? [] : [{ fault: 'lost', what: `the trail: ${verdict}`, step: null }];
    const violations = [...this.failures, ...check(journal, events), ...broken].map((violation) => {
      const label = this.labels.get(violation.step?.account ?? '');
      return { ...violation, what: label === undefined ? violation.what : `${violation.what} (${label})` };
    });
    const longest = Math.max(...journal.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
    const figures = {
      faults: Object.values(this.met).reduce((sum, count) => sum + count, 0),
      ...this.met,
      requests: journal.length,
      'ms longest answer': Math.round(longest),
    };
    return { name: `faults of ${store}`, figures, violations, journal };
  }

  /** What was hit; nothing if the use case has fewer commands, null if it didn't come to an end. */
  private async failOnce(
    owner: Owner,
    { prepare, act }: FaultCase,
    fault: Omit<Fault, 'isOver'>,
  ): Promise<readonly string[] | null> {
    const { journal } = this.world;
    try {
      const prepared = await prepare?.(owner, this.folder);
      const seen = journal.length;
      await this.injector.arm({ ...fault, isOver: () => journal.length > seen });
      await act(owner, prepared);
      const hits = await this.injector.disarm();
      await owner.prove();
      return hits;
    } catch (error) {
      await this.injector.disarm();
      const step = journal.findLast(({ account }) => account === owner.email) ?? null;
      this.failures.push({ fault: 'misanswered', what: error instanceof Error ? error.message : String(error), step });
      return null;
    }
  }
}
