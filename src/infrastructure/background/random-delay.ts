import { randomInt } from 'node:crypto';

const LONGEST_MS = 250;

/** A wait, in milliseconds, after which a task's load on the process can't be matched to the request that it came from. */
export function randomDelay(): number {
  return randomInt(LONGEST_MS);
}
