import { describe, expect, it } from '@jest/globals';
import { sampleEvent } from '../../test/support/samples.js';
import type { Place } from './place.js';
import { isSuspicious, noveltyOf, ruleOf, SUSPICIOUS_RULES } from './suspicion.js';

const LAPTOP = 'desktop / linux / firefox';
const PHONE = 'mobile / ios / safari';
const HOME = '203.0.113.0/24';
const OFFICE = '198.51.100.0/24';

const at = (device: string, network: string | null): Place => ({ device, network });

describe('what is new about a place', () => {
  it.each<[string, Place, Place[], { device: boolean; network: boolean }]>([
    ['nothing at the first login ever', at(LAPTOP, HOME), [], { device: false, network: false }],
    ['nothing where the user has been', at(LAPTOP, HOME), [at(LAPTOP, HOME)], { device: false, network: false }],
    ['another device', at(PHONE, HOME), [at(LAPTOP, HOME)], { device: true, network: false }],
    ['another network', at(LAPTOP, OFFICE), [at(LAPTOP, HOME)], { device: false, network: true }],
    ['both', at(PHONE, OFFICE), [at(LAPTOP, HOME)], { device: true, network: true }],
    [
      'nothing when each is known, if not together',
      at(PHONE, HOME),
      [at(LAPTOP, HOME), at(PHONE, OFFICE)],
      { device: false, network: false },
    ],
    ['no network, if it is not known', at(LAPTOP, null), [at(LAPTOP, HOME)], { device: false, network: false }],
    [
      'no network, if there is none to judge by',
      at(LAPTOP, HOME),
      [at(LAPTOP, null)],
      { device: false, network: false },
    ],
  ])('%s', (_, place, known, expected) => {
    expect(noveltyOf(place, known)).toEqual(expected);
  });
});

describe('suspicious events', () => {
  it('are those of the rules', () => {
    expect(isSuspicious(sampleEvent())).toBe(false);
    const event = sampleEvent({ type: 'suspicious.new_network', details: { network: HOME } });
    expect(isSuspicious(event) && ruleOf(event)).toBe('new_network');
  });

  it('come from six rules', () => {
    expect(SUSPICIOUS_RULES).toEqual([
      'new_device',
      'new_network',
      'session_moved',
      'credential_stuffing',
      'distributed_guessing',
      'token_reused',
    ]);
  });
});
