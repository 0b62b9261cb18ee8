import { beforeEach, describe, expect, it } from '@jest/globals';
import { SEAL } from '../../../test/support/audit.js';
import { later, NOW, sampleEvent } from '../../../test/support/samples.js';
import { Findings } from './audit-report.js';
import { NamedHeads, type Source } from './named-heads.js';

let findings: Findings;
let heads: NamedHeads;
beforeEach(() => {
  findings = new Findings();
  heads = new NamedHeads(findings);
});

const LINK = { writerId: 'w', seq: 7, purgeAt: later(1000), prevHash: 'h', prevPurgeAt: NOW };
const event = SEAL.seal({ ...sampleEvent(), ...LINK });

function name(source: Source, seq: number, by: string, { hash = event.hash, purgeAt = later(1000) } = {}): void {
  const head = { class: 'routine', seq, hash, purgeAt: purgeAt.toISOString() } as const;
  heads.name({ writerId: 'w', heads: [head] }, source, by);
}

describe('a chain that ends before a head that was named', () => {
  const found = (now = NOW) => {
    heads.findCutTails(now);
    return findings.named.map(({ kind, seq, detail }) => [kind, seq, detail]);
  };

  it.each([
    [[5, 9]],
    // Logs that were put together in whatever order.
    [[9, 5]],
  ])('is told of by the furthest, named in the order %j', (seqs) => {
    for (const seq of seqs) name('file', seq, `line of ${seq}`);
    heads.end({ ...event, seq: 4 });
    expect(found()).toEqual([['cut', 5, 'line of 9 names event 9, but the chain ends at 4']]);
  });

  it.each([
    [9, 11, 'a checkpoint names event 11'],
    [11, 9, 'the file names event 11'],
    [9, 9, 'the file names event 9'],
  ])('is told of once, by whichever source goes further: file to %i, trail to %i', (inFile, inTrail, said) => {
    name('file', inFile, 'the file');
    name('trail', inTrail, 'a checkpoint');
    expect(found()).toEqual([['cut', 1, `${said}, but nothing of the chain is left`]]);
  });

  it('is told of by the file, though a checkpoint names a further event that is said to be due', () => {
    name('file', 9, 'the file');
    name('trail', 11, 'a checkpoint', { purgeAt: NOW });
    heads.end({ ...event, seq: 4 });
    expect(found()).toEqual([['cut', 5, 'the file names event 9, but the chain ends at 4']]);
  });

  it.each([
    ['is told of until the head is due', 999, 1],
    ['is what purging leaves from the moment that the head is due', 1000, 0],
  ])('%s', (_what, ms, count) => {
    name('file', 9, 'the file');
    expect(found(later(ms))).toHaveLength(count);
  });
});

describe('places that are said to have been purged, before event 7', () => {
  const found = (now = NOW) => {
    heads.findPurgedEarly(event, now);
    return findings.named.map(({ kind, id, seq, detail }) => [kind, id, seq, detail]);
  };

  it.each([1, 6])('are missing, if the file names event %i, which is not due', (seq) => {
    name('file', seq, 'line 1');
    const said = `line 1 names event ${seq}, which is missing before it and isn't due yet`;
    expect(found(later(999))).toEqual([['missing', event.id, 7, said]]);
  });

  it('were purged, if what the file names is due by now', () => {
    name('file', 6, 'line 1');
    expect(found(later(1000))).toEqual([]);
  });

  it.each([7, 8])('are no matter of event %i, which the file names', (seq) => {
    name('file', seq, 'line 1');
    expect(found()).toEqual([]);
  });

  it('are not held against the trail, which may name them later than they are passed', () => {
    name('trail', 6, 'a checkpoint');
    expect(found()).toEqual([]);
  });

  it('are held against the file, though the trail names a further event', () => {
    name('file', 6, 'line 1');
    name('trail', 9, 'a checkpoint');
    expect(found()).toHaveLength(1);
  });
});

describe('an event at the place of a head', () => {
  const found = () => {
    heads.compare(event);
    return findings.named.map(({ kind, detail }) => [kind, detail]);
  };

  it('is held against what was named first: a line that was added to a file later takes nothing back', () => {
    name('file', 7, 'line 1', { hash: 'another' });
    name('file', 7, 'line 2');
    expect(found()).toEqual([['replaced', 'line 1 names another event at this place']]);
  });

  it('is told of once, though both sources name another', () => {
    name('file', 7, 'line 1', { hash: 'another' });
    name('trail', 7, 'a checkpoint', { hash: 'yet another' });
    expect(found()).toHaveLength(1);
  });
});
