import { describe, expect, it } from '@jest/globals';
import { networkOf, siteOf } from './client-network.js';

describe('the network of a client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', null],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['2001::5:6:7:8', '2001:0:0:0::/64', '2001:0:0::/48'],
    ['2001::4:5:6:7:8', '2001:0:0:4::/64', '2001:0:0::/48'],
    ['::3:4:5:6:7:8', '0:0:3:4::/64', '0:0:3::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['::', '0:0:0:0::/64', '0:0:0::/48'],
  ])('%s is in %s, and in the site %s', (address, network, site) => {
    expect([networkOf(address), siteOf(address)]).toEqual([network, site]);
  });

  it('whose address is unknown is one for all of them', () => {
    expect([networkOf(null), siteOf(null)]).toEqual(['unknown', null]);
  });
});
