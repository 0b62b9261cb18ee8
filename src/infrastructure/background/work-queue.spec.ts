import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Task, WorkQueue } from './work-queue.js';

let lines: string[];
let done: string[];
const log = { warn: (line: string) => void lines.push(line) };
beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  done = [];
});
afterEach(() => {
  jest.useRealTimers();
});

const queueOf = (limits: Partial<ConstructorParameters<typeof WorkQueue>[0]> = {}) =>
  new WorkQueue({ capacity: 10, concurrency: 2, retryDelaysMs: [100, 1000], ...limits }, log);

/** A task that fails `failures` times. */
function task(name: string, failures = 0, isFinal = false): Task {
  let left = failures;
  return {
    name,
    run: async () => {
      done.push(name);
      if (left > 0) {
        left -= 1;
        throw new Error('a secret');
      }
    },
    describe: () => 'a fault',
    isWorthRetrying: () => !isFinal,
  };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('a task', () => {
  it('does not run in the caller, nor before its delay', async () => {
    const queue = queueOf();
    queue.add(task('a'), 50);
    queue.add(task('b'));
    expect(done).toEqual([]);
    await pass(1);
    expect(done).toEqual(['b']);
    await pass(49);
    expect(done).toEqual(['b', 'a']);
  });

  it('that fails is tried again after each delay, then given up; the log has no more than its description', async () => {
    const queue = queueOf();
    queue.add(task('a', 9));
    await pass(99);
    expect(done).toHaveLength(1);
    await pass(2);
    expect(done).toHaveLength(2);
    await pass(1000);
    expect(done).toHaveLength(3);
    await pass(100_000);
    expect(done).toHaveLength(3);
    expect(queue.droppedCount).toBe(1);
    expect(lines).toEqual([
      'a failed and is tried again in 0.1 s: a fault',
      'a failed and is tried again in 1 s: a fault',
      'a was given up (1 so far): a fault',
    ]);
  });

  it('that succeeds later is not given up', async () => {
    const queue = queueOf();
    queue.add(task('a', 1));
    await pass(200);
    expect(done).toEqual(['a', 'a']);
    expect(queue.droppedCount).toBe(0);
  });

  it('whose fault is final is given up at once', async () => {
    const queue = queueOf();
    queue.add(task('a', 9, true));
    await pass(100_000);
    expect(done).toEqual(['a']);
    expect(queue.droppedCount).toBe(1);
  });
});

describe('the bounds', () => {
  it('drop what comes beyond the capacity, whether others run, wait or wait for another try', async () => {
    const queue = queueOf({ capacity: 3, concurrency: 1 });
    queue.add({ ...task('runs'), run: () => new Promise(() => undefined) });
    await pass(1);
    queue.add(task('is due'));
    queue.add(task('waits'), 1_000_000);
    await pass(1);
    queue.add(task('too many'));
    expect(queue.droppedCount).toBe(1);
    expect(lines).toEqual(['too many was given up (1 so far): 3 are waiting already']);
  });

  it('let only so many run at once', async () => {
    const queue = queueOf();
    const ends: (() => void)[] = [];
    const open = (name: string): Task => ({
      ...task(name),
      run: () => new Promise((resolve) => ends.push(resolve)),
    });
    for (const name of ['a', 'b', 'c']) queue.add(open(name));
    await pass(1);
    expect(ends).toHaveLength(2);
    ends[0]!();
    await pass(1);
    expect(ends).toHaveLength(3);
  });
});

describe('draining', () => {
  it('does at once what waits, and what that adds', async () => {
    const queue = queueOf({ concurrency: 1 });
    queue.add({ ...task('a'), run: async () => queue.add(task('added'), 1_000_000) }, 1_000_000);
    queue.add(task('b'), 1_000_000);
    const drained = queue.drain(1000);
    await pass(1);
    await drained;
    expect(done).toEqual(['b', 'added']);
  });

  it('tries nothing again', async () => {
    const queue = queueOf();
    queue.add(task('a', 1));
    await queue.drain(1000);
    expect(done).toEqual(['a']);
    expect(lines).toEqual(['a was given up (1 so far): a fault']);
  });

  it('gives up in time', async () => {
    const queue = queueOf({ concurrency: 1 });
    queue.add({ ...task('hangs'), run: () => new Promise(() => undefined) });
    queue.add(task('never'));
    let isDrained = false;
    void queue.drain(1000).then(() => (isDrained = true));
    await pass(999);
    expect(isDrained).toBe(false);
    await pass(1);
    expect(isDrained).toBe(true);
    expect(lines).toEqual([
      'never was given up (1 so far): the service stops',
      '1 tasks were not done when the service stopped',
    ]);
  });

  it('is nothing when there is nothing', async () => {
    await queueOf().drain(1000);
  });
});
