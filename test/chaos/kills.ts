import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Violation } from './checker.ts';
import { isSuccess, type Step } from './journal.ts';
import { live } from './load.ts';
import type { Owner } from './owner.ts';
import { Random } from './random.ts';
import { Stage, type StoreName, type Target } from './stage.ts';

export interface KillPlan {
  readonly store: StoreName;
  readonly targets: readonly Target[];
  readonly people: number;
  readonly seed: number;
}

export interface Verdict {
  readonly name: string;
  /** Figures for the summary, by what they count. */
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  readonly journal: readonly Step[];
}

/** From the time when everything is up again to the next kill. */
const UP_MS = [250, 2200] as const;
/** How long what was killed stays away. */
const AWAY_MS = [0, 1200] as const;

/** Kills at moments that the seed draws, under people who go about their business, and then has everything tried. */
export async function survive({ store, targets, people, seed }: KillPlan): Promise<Verdict> {
  const random = new Random(seed);
  const stage = await Stage.open(store);
  const journal: Step[] = [];
  const owners: Owner[] = [];
  const recoveries: number[] = [];
  try {
    const world = { address: stage.address, journal, adminToken: await stage.signInAdmin() };
    let isOver = false;
    const lives = Array.from({ length: people }, () => live(world, random.fork(), owners, () => isOver));
    const living = Promise.all(lives);
    const killing = async () => {
      for (const target of targets) {
        await sleep(random.between(...UP_MS));
        recoveries.push(await killOnce(stage, target, random, journal));
      }
      await sleep(UP_MS[0]);
    };
    // Whoever fails first is heard, and the others come to an end in any case.
    await Promise.race([living, killing()]).finally(() => (isOver = true));
    await living;
    for (const owner of owners) await owner.prove();
    const { events, verdict, isWhole } = await stage.readTrail();
    const violations = check(journal, events);
    const broken: Violation[] = isWhole
      ? []
      : [{ fault: 'lost', what: `the trail is not whole: ${verdict}`, step: null }];
    const figures = {
      kills: targets.length,
      requests: journal.filter(({ answer }) => answer.kind !== 'unsent').length,
      'answers lost': journal.filter(({ answer }) => answer.kind === 'lost').length,
      'answered 503': journal.filter(({ answer }) => answer.kind === 'told' && answer.status === 503).length,
      'refused 429': journal.filter(({ answer }) => answer.kind === 'told' && answer.status === 429).length,
      accounts: owners.length,
      events: events.length,
      'longest recovery in ms': Math.round(Math.max(...recoveries)),
    };
    return { name: `kills over ${store}`, figures, violations: [...violations, ...broken], journal };
  } finally {
    await stage.close();
  }
}

/** Returns the milliseconds from the kill to the first request that was sent after it and went through. */
async function killOnce(stage: Stage, target: Target, random: Random, journal: readonly Step[]): Promise<number> {
  const from = performance.now();
  const seen = journal.length;
  await stage.kill(target);
  await sleep(random.between(...AWAY_MS));
  await stage.revive(target);
  for (;;) {
    const recovered = journal.slice(seen).find((step) => step.sentAt > from && isSuccess(step));
    if (recovered !== undefined) return recovered.answeredAt - from;
    await sleep(20);
  }
}
