import { check, type Violation } from './checker.ts';
import { type HabitName, live } from './load.ts';
import type { Owner, World } from './owner.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import type { Verdict } from './verdict.ts';

export interface Trouble {
  readonly name: string;
  readonly people: number;
  readonly random: Random;
  /** Answers that are ordinary under it. */
  readonly alsoAllowed?: readonly string[];
  /** What people don't do under it. */
  readonly without?: readonly HabitName[];
  /** Resolves with figures when it is over. */
  readonly make: (world: World) => Promise<Record<string, number>>;
}

/** Lets people go about their business while trouble is made, then has everything tried, and checks it all. Closes the stage. */
export async function liveThrough(
  stage: Stage,
  { name, people, random, alsoAllowed, without = [], make }: Trouble,
): Promise<Verdict> {
  try {
    const world: World = { address: stage.address, journal: [], adminToken: await stage.signInAdmin() };
    const owners: Owner[] = [];
    let isOver = false;
    const lives = Array.from({ length: people }, () =>
      live(world, random.fork(), owners, { isOver: () => isOver, without }),
    );
    const living = Promise.all(lives);
    const trouble = make(world);
    // Whoever fails first is heard, and the others come to an end in any case.
    await Promise.race([living, trouble]).finally(() => (isOver = true));
    await living;
    const troubles = await trouble;
    for (const owner of owners) await owner.prove();
    const { events, verdict, isWhole } = await stage.readTrail();
    const { journal } = world;
    const broken: Violation[] = isWhole ? [] : [{ fault: 'lost', what: `the trail: ${verdict}`, step: null }];
    const told = journal.flatMap(({ answer }) => (answer.kind === 'told' ? [answer.status] : []));
    const figures = {
      ...troubles,
      requests: journal.filter(({ answer }) => answer.kind !== 'unsent').length,
      'answers lost': journal.filter(({ answer }) => answer.kind === 'lost').length,
      'answered 503': told.filter((status) => status === 503).length,
      'answered 429': told.filter((status) => status === 429).length,
      accounts: owners.length,
      events: events.length,
    };
    return { name, figures, violations: [...check(journal, events, alsoAllowed), ...broken], journal };
  } finally {
    await stage.close();
  }
}
