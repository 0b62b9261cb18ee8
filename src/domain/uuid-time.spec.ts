import { describe, expect, it } from '@jest/globals';
import { firstIdOf, lastIdOf } from './uuid-time.js';

describe('the ids of an instant', () => {
  it.each([
    [0x019ab9c01234, '019ab9c0-1234'],
    [1, '00000000-0001'],
    [-1, '00000000-0000'],
    [2 ** 48, 'ffffffff-ffff'],
  ])('%s lie between the lowest and the highest text with its 48 bits', (ms, time) => {
    expect([firstIdOf(ms), lastIdOf(ms)]).toEqual([`${time}-0000-0000-000000000000`, `${time}-ffff-ffff-ffffffffffff`]);
  });
});
