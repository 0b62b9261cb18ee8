import { beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from '../../../test/support/fixed.js';
import { OnceAMinute } from './once-a-minute.js';

let clock: FixedClock;
let onceAMinute: OnceAMinute;
let written: string[];
beforeEach(() => {
  clock = new FixedClock('2026-11-25T12:00:00.000Z');
  onceAMinute = new OnceAMinute(clock);
  written = [];
});

const write = (key: string) =>
  onceAMinute.write(key, () => {
    written.push(key);
    return Promise.resolve();
  });

describe('a write of a kind', () => {
  it('goes through once in a minute, to its last moment, and again in the next', async () => {
    await write('a');
    clock.advance(59_999);
    await write('a');
    expect(written).toEqual(['a']);
    clock.advance(1);
    await write('a');
    expect(written).toEqual(['a', 'a']);
  });

  it('keeps no other from going through', async () => {
    await write('a');
    await write('b');
    expect(written).toEqual(['a', 'b']);
  });

  it('that failed goes through again in the same minute', async () => {
    const failing = onceAMinute.write('a', () => Promise.reject(new Error('injected')));
    await expect(failing).rejects.toThrow('injected');
    await write('a');
    expect(written).toEqual(['a']);
  });
});

it('ten thousand kinds are remembered; of more than that each is written every time, rather than never', async () => {
  for (let n = 1; n <= 10_001; n += 1) await write(`key ${n}`);
  written = [];
  await write('key 10000');
  await write('key 10001');
  await write('key 10001');
  expect(written).toEqual(['key 10001', 'key 10001']);
});
