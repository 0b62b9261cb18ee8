import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StorePorts } from '../support/store-ports.js';

interface Step {
  readonly name: string;
  /** Does it; resolves when its caller has been told. */
  take(): Promise<void>;
}

/** Turns of the event loop in which nothing new has come, after which nothing more will: nothing here waits for time. */
const QUIET_TURNS = 4;

/** Holds the calls of the store's ports, so that each is one step, and takes them one at a time as it is told. */
export class Scheduler {
  /** Those taken, in order, as `port.method`. */
  readonly taken: string[] = [];
  private waiting: Step[] = [];
  private arrivals = 0;
  private isHolding = false;

  /** The same ports, whose calls wait while `interleave` runs, and go straight through otherwise. */
  hold(ports: StorePorts): StorePorts {
    const held = Object.entries(ports).map(([name, port]) => [name, this.holdOne(name, port as object)]);
    return Object.fromEntries(held) as StorePorts;
  }

  /** Runs the tasks side by side; `choose` says which of the steps that wait comes next, out of how many. */
  async interleave<T>(tasks: readonly (() => Promise<T>)[], choose: (open: number) => number): Promise<T[]> {
    this.isHolding = true;
    let running = tasks.length;
    const results = Promise.all(tasks.map((task) => task().finally(() => (running -= 1))));
    await this.quiet();
    while (this.waiting.length > 0) {
      const [step] = this.waiting.splice(choose(this.waiting.length), 1);
      this.taken.push(step!.name);
      await step!.take();
      await this.quiet();
    }
    this.isHolding = false;
    if (running > 0) throw new Error(`nothing goes on after ${this.taken.join(', ')}`);
    return results;
  }

  private holdOne(portName: string, port: object): object {
    return new Proxy(port, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        const call = (args: unknown[]) => Reflect.apply(member, target, args) as Promise<unknown>;
        return (...args: unknown[]) =>
          this.isHolding ? this.wait(`${portName}.${String(method)}`, () => call(args)) : call(args);
      },
    });
  }

  private wait(name: string, call: () => Promise<unknown>): Promise<unknown> {
    this.arrivals += 1;
    return new Promise((resolve, reject) => {
      this.waiting.push({ name, take: () => call().then(resolve, reject) });
    });
  }

  private async quiet(): Promise<void> {
    for (let turns = 0, seen = this.arrivals; turns < QUIET_TURNS; turns += 1) {
      await nextTurn();
      if (seen !== this.arrivals) turns = 0;
      seen = this.arrivals;
    }
  }
}

/**
 * Calls `run` once for each order: depth first, each time with a prefix of choices and then the first that is open.
 * Returns how many there were. Throws if a run with the same choices found another number of steps open.
 */
export async function everyOrder(run: (choose: (open: number) => number) => Promise<void>): Promise<number> {
  let runs = 0;
  let path: { picked: number; open: number }[] = [];
  do {
    let depth = 0;
    await run((open) => {
      const known = path[depth];
      if (known !== undefined && known.open !== open) throw new Error('the same choices led elsewhere');
      path[depth] = known ?? { picked: 0, open };
      depth += 1;
      return path[depth - 1]!.picked;
    });
    if (depth !== path.length) throw new Error('the same choices ended elsewhere');
    runs += 1;
    path = path.slice(0, path.findLastIndex(({ picked, open }) => picked + 1 < open) + 1);
    const last = path.pop();
    if (last !== undefined) path.push({ ...last, picked: last.picked + 1 });
  } while (path.length > 0);
  return runs;
}
