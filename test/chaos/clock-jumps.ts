import { setTimeout as sleep } from 'node:timers/promises';
import { liveThrough } from './living.ts';
import { Random } from './random.ts';
import { Stage, type StoreName } from './stage.ts';
import { SABOTEUR } from './statement-faults.ts';
import type { Verdict } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far the service's clock is off, one after the other. */
const SHIFTS = [-HOUR, 0, 10 * MINUTE, 0, -DAY, 0, 2 * DAY, 0, 2 * DAY, -DAY, 0];

/**
 * Turns the clock of the service back and forth under load. Nobody repeats a refresh: if the clock leaps over the 60 s of its key just
 * then, it comes too late for all that the service can know.
 */
export async function jump(store: StoreName, people: number, seed: number): Promise<Verdict> {
  const random = new Random(seed);
  const stage = await Stage.open(store, { preload: SABOTEUR });
  const make = async () => {
    for (const shift of SHIFTS) {
      await sleep(random.between(800, 1600));
      await stage.tell({ shift });
    }
    return { 'clock jumps': SHIFTS.length };
  };
  const alsoAllowed = ['401 token-expired'];
  return liveThrough(stage, {
    name: `clock jumps over ${store}`,
    people,
    random: random.fork(),
    alsoAllowed,
    without: ['repeat'],
    make,
  });
}
