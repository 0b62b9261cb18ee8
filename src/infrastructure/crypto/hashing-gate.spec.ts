import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FixedClock } from '../../../test/support/fixed.js';
import { Overloaded } from '../../domain/errors.js';
import { HashingGate } from './hashing-gate.js';

let clock: FixedClock;
let gate: HashingGate;
/** Ends the oldest running job. */
let finish: (() => void)[];
let running: number;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  clock = new FixedClock();
  gate = new HashingGate(2, clock);
  finish = [];
  running = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

function job(): Promise<void> {
  running += 1;
  return new Promise<void>((resolve) => finish.push(resolve)).finally(() => {
    running -= 1;
  });
}

/** Starts `count` jobs; the results come in the order of their ends. */
function start(count: number): Promise<PromiseSettledResult<void>[]> {
  return Promise.allSettled(Array.from({ length: count }, () => gate.run(job)));
}

async function finishAll(jobMs = 0): Promise<void> {
  await settle();
  while (finish.length > 0) {
    clock.advance(jobMs);
    finish.shift()?.();
    await settle();
  }
}

describe('the gate', () => {
  it('runs as many jobs at once as it has places, the others in their order', async () => {
    const order: number[] = [];
    const all = [1, 2, 3, 4, 5].map((n) => gate.run(() => (order.push(n), job())));
    await settle();
    expect([running, gate.running, gate.waiting, order]).toEqual([2, 2, 3, [1, 2]]);
    finish.shift()?.();
    await settle();
    expect([running, gate.waiting, order]).toEqual([2, 2, [1, 2, 3]]);
    await finishAll();
    await Promise.all(all);
    expect([running, gate.running, gate.waiting, order]).toEqual([0, 0, 0, [1, 2, 3, 4, 5]]);
  });

  it('passes on what a job gives, and frees its place when it fails', async () => {
    await expect(gate.run(() => Promise.resolve(7))).resolves.toBe(7);
    const failing = Array.from({ length: 5 }, () => gate.run(() => Promise.reject(new Error('injected'))));
    for (const each of failing) await expect(each).rejects.toThrow('injected');
    expect([gate.running, gate.waiting]).toEqual([0, 0]);
  });

  it('holds the place for as long as the job runs, whoever still waits for it', async () => {
    const abandoned = gate.run(job);
    void abandoned.catch(() => undefined);
    const other = gate.run(job);
    const third = gate.run(job);
    await settle();
    expect([running, gate.waiting]).toEqual([2, 1]);
    await finishAll();
    await Promise.all([abandoned, other, third]);
  });
});

describe('a gate that is full', () => {
  it('lets 64 wait for each place, and refuses the next at once', async () => {
    const all = start(2 + 128);
    expect(gate.waiting).toBe(128);
    expect(() => gate.checkRoom()).toThrow(Overloaded);
    await expect(gate.run(job)).rejects.toThrow(Overloaded);
    expect(running).toBe(2);
    await finishAll();
    expect((await all).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(() => gate.checkRoom()).not.toThrow();
    expect(gate.totals).toMatchObject({ jobs: 130, shed: 2 });
  });

  it('lets fewer wait when jobs take long: nobody is made to wait more than 5 s knowingly', async () => {
    const slow = start(1);
    await finishAll(1000);
    await slow;
    const all = start(2 + 10);
    expect(gate.waiting).toBe(10);
    expect(() => gate.checkRoom()).toThrow(Overloaded);
    await finishAll();
    await all;
  });

  it('does not take a clock that is set meanwhile for a job that took long', async () => {
    const all = start(2);
    await settle();
    clock.set(new Date(clock.now().getTime() + 86_400_000));
    await finishAll();
    await all;
    const busy = start(3);
    await settle();
    expect(() => gate.checkRoom()).not.toThrow();
    await finishAll();
    await busy;
  });

  it('lets go whom it has kept for 10 s; the job never begins', async () => {
    const results = start(3);
    await settle();
    await jest.advanceTimersByTimeAsync(9_999);
    expect(gate.waiting).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect([gate.waiting, running]).toEqual([0, 2]);
    await finishAll();
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(gate.totals).toMatchObject({ jobs: 2, shed: 1 });
    await expect(Promise.all([gate.run(job), finishAll()])).resolves.toBeDefined();
  });
});

it('adds up how long the jobs have waited', async () => {
  const all = start(4);
  await settle();
  clock.advance(250);
  await finishAll();
  await all;
  expect(gate.totals.waitedSeconds).toBe(0.5);
});
