import { setTimeout as sleep } from 'node:timers/promises';
import { isOpen } from './insist.ts';
import { isSuccess, type Step } from './journal.ts';
import { liveThrough } from './living.ts';
import { Random } from './random.ts';
import { Stage, type StoreName, type Target } from './stage.ts';
import type { Verdict } from './verdict.ts';

export interface KillPlan {
  readonly store: StoreName;
  readonly targets: readonly Target[];
  readonly people: number;
  readonly seed: number;
}

/** From the time when everything is up again to the next kill. */
const UP_MS = [250, 2200] as const;
/** How long what was killed stays away. */
const AWAY_MS = [0, 1200] as const;
const SERVED_MS = 5000;

/** Kills at moments that the seed draws. */
export async function survive({ store, targets, people, seed }: KillPlan): Promise<Verdict> {
  const random = new Random(seed);
  const stage = await Stage.open(store);
  const make = async ({ journal }: { readonly journal: readonly Step[] }) => {
    const recoveries: number[] = [];
    for (const target of targets) {
      await sleep(random.between(...UP_MS));
      recoveries.push(await killOnce(stage, target, random, journal));
    }
    await sleep(UP_MS[0]);
    return { kills: targets.length, 'ms longest recovery': Math.round(Math.max(...recoveries)) };
  };
  return liveThrough(stage, { name: `kills over ${store}`, people, random: random.fork(), make });
}

/** Returns the milliseconds from the kill to the first request that was sent after it and went through; waits until nobody is left waiting. */
async function killOnce(stage: Stage, target: Target, random: Random, journal: readonly Step[]): Promise<number> {
  const from = performance.now();
  const seen = journal.length;
  await stage.kill(target);
  await sleep(random.between(...AWAY_MS));
  await stage.revive(target);
  for (;;) {
    const recovered = journal.slice(seen).find((step) => step.sentAt > from && isSuccess(step));
    if (recovered !== undefined) {
      await untilServed(journal);
      return recovered.answeredAt - from;
    }
    await sleep(20);
  }
}

/** Until each account's last request was answered, or for a while: a refresh can be repeated for 60 s only, however often we kill. */
async function untilServed(journal: readonly Step[]): Promise<void> {
  const deadline = performance.now() + SERVED_MS;
  while (performance.now() < deadline) {
    const last = new Map(journal.map((step) => [step.account, step]));
    if (![...last.values()].some(isOpen)) return;
    await sleep(100);
  }
}
