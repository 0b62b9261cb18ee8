import { describe, expect, it } from '@jest/globals';
import { clientAddressOf } from './client-address.js';

describe("a client's address", () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:5678', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:5678', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s is %s', (ip, address) => {
    expect(clientAddressOf({ ip })).toBe(address);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '203.0.113',
    '0xcb.0.113.7',
    '3405803783',
    '203.0.113.256',
    '203.0.113.7/32',
    '2001:db8::1::2',
    '[203.0.113.7',
    '"203.0.113.7"',
    "1'; DROP TABLE users",
    'x'.repeat(10_000),
  ])('%j is none', (ip) => {
    expect(clientAddressOf({ ip })).toBeNull();
  });
});
