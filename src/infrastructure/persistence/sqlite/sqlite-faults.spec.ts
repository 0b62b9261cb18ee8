import { describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../../domain/errors.js';
import { isBusy, toFault } from './sqlite-faults.js';

const fault = (errcode: number) => Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode });

describe('an error of SQLite', () => {
  it.each([
    ['PERM', 3],
    ['BUSY', 5],
    ['BUSY_SNAPSHOT', 517],
    ['LOCKED', 6],
    ['NOMEM', 7],
    ['READONLY', 8],
    ['READONLY_DBMOVED', 1032],
    ['INTERRUPT', 9],
    ['IOERR', 10],
    ['IOERR_FSYNC', 1034],
    ['CORRUPT', 11],
    ['FULL', 13],
    ['CANTOPEN', 14],
    ['PROTOCOL', 15],
    ['NOTADB', 26],
  ])('%s (%i) is the store\u2019s', (_name, code) => {
    const cause = fault(code);
    const seen = toFault(cause);
    expect(seen).toBeInstanceOf(StorageUnavailable);
    expect(seen.cause).toBe(cause);
  });

  it.each([
    ['ERROR', 1],
    ['TOOBIG', 18],
    ['CONSTRAINT', 19],
    ['CONSTRAINT_UNIQUE', 2067],
    ['CONSTRAINT_NOTNULL', 1299],
    ['MISMATCH', 20],
    ['MISUSE', 21],
    ['RANGE', 25],
  ])('%s (%i) is a bug, and stays what it is', (_name, code) => {
    const cause = fault(code);
    expect(toFault(cause)).toBe(cause);
  });

  it('tells of another connection\u2019s lock by its primary code', () => {
    expect([5, 517, 6, 14].map((code) => isBusy(fault(code)))).toEqual([true, true, false, false]);
  });
});

describe('another error', () => {
  it('is the store\u2019s where the database is closed', () => {
    expect(toFault(Object.assign(new Error(), { code: 'ERR_INVALID_STATE' }))).toBeInstanceOf(StorageUnavailable);
  });

  it.each([new RangeError('of a job'), Object.assign(new TypeError(), { code: 'ERR_INVALID_ARG_TYPE' })])(
    'stays what it is: %s',
    (cause) => {
      expect(toFault(cause)).toBe(cause);
    },
  );
});
