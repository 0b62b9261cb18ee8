import { describe, expect, it } from '@jest/globals';
import { later, NOW, sampleEvent } from '../../test/support/samples.js';
import { canonicalText, isSameChain } from './audit-chain.js';

const LINK = { writerId: 'w', seq: 2, keyId: 'k', purgeAt: later(5), prevHash: 'h', prevPurgeAt: NOW };

describe('the text of a sealed event', () => {
  it('holds when the event before may go, so that nobody can move that', () => {
    const event = { ...sampleEvent(), ...LINK };
    expect(JSON.parse(canonicalText(event))).toMatchObject({ purgeAt: NOW.getTime() + 5, prevPurgeAt: NOW.getTime() });
    expect(canonicalText({ ...event, prevPurgeAt: later(1) })).not.toBe(canonicalText(event));
  });

  it('of a first event says that there is none before', () => {
    const event = { ...sampleEvent(), ...LINK, prevHash: null, prevPurgeAt: null };
    expect(JSON.parse(canonicalText(event))).toMatchObject({ prevHash: null, prevPurgeAt: null });
  });
});

it('a chain is one writer’s and of one class', () => {
  const chain = { writerId: 'w', class: 'routine' } as const;
  expect(isSameChain(chain, { ...chain })).toBe(true);
  expect(isSameChain(chain, { ...chain, writerId: 'v' })).toBe(false);
  expect(isSameChain(chain, { ...chain, class: 'admin' })).toBe(false);
});
