import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sizeThreadPool } from './load-environment.js';

let before: string | undefined;
beforeEach(() => {
  before = process.env['UV_THREADPOOL_SIZE'];
  delete process.env['UV_THREADPOOL_SIZE'];
});
afterEach(() => {
  if (before === undefined) delete process.env['UV_THREADPOOL_SIZE'];
  else process.env['UV_THREADPOOL_SIZE'] = before;
});

describe("libuv's thread pool", () => {
  it('has a thread for each hash and two more, four at the least', () => {
    sizeThreadPool();
    expect(Number(process.env['UV_THREADPOOL_SIZE'])).toBe(Math.max(4, availableParallelism() + 3));
  });

  it('is as large as the operator says', () => {
    process.env['UV_THREADPOOL_SIZE'] = '9';
    sizeThreadPool();
    expect(process.env['UV_THREADPOOL_SIZE']).toBe('9');
  });
});
