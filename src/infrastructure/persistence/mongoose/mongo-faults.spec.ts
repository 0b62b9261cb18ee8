import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { StorageUnavailable } from '../../../domain/errors.js';
import { asking, isStoreFault } from './mongo-faults.js';

const withCode = (code: unknown) => Object.assign(new Error('injected'), { code });

describe('a fault of the store', () => {
  it.each<[string, unknown]>([
    ["the driver's", new mongo.MongoNetworkError('connection closed')],
    ["the server's", new mongo.MongoServerError({ code: 10107, errmsg: 'not primary' })],
    ...['ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_SSL_BAD_RECORD_TYPE', 'ERR_SOCKET_CLOSED'].map(
      (code): [string, unknown] => [`a socket's own, ${code}`, withCode(code)],
    ),
  ])('is %s', async (_name, fault) => {
    expect(isStoreFault(fault)).toBe(true);
    await expect(asking(() => Promise.reject(fault as Error))).rejects.toBeInstanceOf(StorageUnavailable);
  });

  it.each<[string, unknown]>([
    ['a bug', new TypeError('x is not a function')],
    ["Node's complaint about an argument", withCode('ERR_INVALID_ARG_TYPE')],
    ['a number that no server gave', withCode(11000)],
    ['nothing', undefined],
    ['null', null],
  ])('is not %s', async (_name, fault) => {
    expect(isStoreFault(fault)).toBe(false);
    await expect(asking(() => Promise.reject(fault as Error))).rejects.toBe(fault);
  });
});
