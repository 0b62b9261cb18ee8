import { describe, expect, it } from '@jest/globals';
import { isSamePlace, placeOf, surroundingsOf } from './place.js';

describe('the surroundings of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['203.0.113.255', '203.0.113.0/24'],
    ['10.0.0.1', '10.0.0.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8:1::7', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0::/48'],
    ['fe80::', 'fe80:0:0::/48'],
    ['::1', '0:0:0::/48'],
    ['::', '0:0:0::/48'],
    [null, null],
  ])('%s lies in %s', (address, network) => {
    expect(surroundingsOf(address)).toBe(network);
  });

  it('are the same for two spellings of one network', () => {
    expect(surroundingsOf('2001:db8:0:1::1')).toBe(surroundingsOf('2001:db8::ffff:1:2:3:4'));
  });
});

describe('a place', () => {
  it('keeps of a device no more than a name has', () => {
    expect(placeOf('x'.repeat(500), '203.0.113.7')).toEqual({ device: 'x'.repeat(128), network: '203.0.113.0/24' });
  });

  it('is the same with the same device in the same network', () => {
    const home = placeOf('desktop / linux / firefox', '203.0.113.7');
    expect(isSamePlace(home, placeOf('desktop / linux / firefox', '203.0.113.8'))).toBe(true);
    expect(isSamePlace(home, placeOf('desktop / linux / firefox', '203.0.114.7'))).toBe(false);
    expect(isSamePlace(home, placeOf('mobile / ios / safari', '203.0.113.7'))).toBe(false);
    expect(isSamePlace(home, placeOf('desktop / linux / firefox', null))).toBe(false);
  });
});
