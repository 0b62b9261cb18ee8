import { beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from '../../../test/support/fixed.js';
import { Overloaded } from '../../domain/errors.js';
import { Turns } from './turns.js';

let clock: FixedClock;
let turns: Turns;
beforeEach(() => {
  clock = new FixedClock();
  turns = new Turns(clock);
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

function gatedJob(log: string[], name: string) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const job = async () => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
    return name;
  };
  return { job, end: () => end() };
}

describe('turns', () => {
  it('of one key come one after another, those of others beside them', async () => {
    const log: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => gatedJob(log, name));
    const all = [turns.take('one', a!.job), turns.take('one', b!.job), turns.take('two', c!.job)];
    await settle();
    expect(log).toEqual(['a begins', 'c begins']);
    b!.end();
    a!.end();
    c!.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
    expect(log.indexOf('a ends')).toBeLessThan(log.indexOf('b begins'));
  });

  it('of who comes when the first is done are after those that wait', async () => {
    const log: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => gatedJob(log, name));
    const all = [turns.take('one', a!.job), turns.take('one', b!.job)];
    a!.end();
    await all[0];
    all.push(turns.take('one', c!.job));
    await settle();
    expect(log).toEqual(['a begins', 'a ends', 'b begins']);
    b!.end();
    c!.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('are taken by who waited 5 s to the moment', async () => {
    const first = gatedJob([], 'first');
    const leading = turns.take('one', first.job);
    const next = turns.take('one', () => Promise.resolve('in time'));
    clock.advance(5000);
    first.end();
    await leading;
    expect(await next).toBe('in time');
  });

  it('are taken by who waits while the clock is set: no time has passed', async () => {
    const first = gatedJob([], 'first');
    const leading = turns.take('one', first.job);
    const next = turns.take('one', () => Promise.resolve('in time'));
    clock.set(new Date(clock.now().getTime() + 86_400_000));
    first.end();
    await leading;
    expect(await next).toBe('in time');
  });

  it('go on after one that failed, whose caller learns why', async () => {
    const failing = turns.take('one', () => Promise.reject(new Error('injected')));
    const next = turns.take('one', () => Promise.resolve(7));
    await expect(failing).rejects.toThrow('injected');
    expect(await next).toBe(7);
  });

  it('are refused to whom the line took more than 5 s, and to whom it is too long', async () => {
    const first = gatedJob([], 'first');
    const leading = turns.take('one', first.job);
    const others = Array.from({ length: 127 }, () => turns.take('one', () => Promise.resolve('late')));
    await expect(turns.take('one', () => Promise.resolve(1))).rejects.toThrow(Overloaded);
    clock.advance(5001);
    first.end();
    expect(await leading).toBe('first');
    const results = await Promise.allSettled(others);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await turns.take('one', () => Promise.resolve(1))).toBe(1);
  });
});
