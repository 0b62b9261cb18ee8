import { describe, expect, it } from '@jest/globals';
import { SpreadDetector } from './spread-detector.js';

const MINUTE = 60_000;
const LIMITS = { limit: 3, windowMs: 10 * MINUTE, quietMs: 60 * MINUTE };

/** Key, member, minute. */
type Sighting = readonly [string, string, number];

function firedAt(sightings: readonly Sighting[], detector = new SpreadDetector(LIMITS)): number[] {
  return sightings
    .filter(([key, member, minute]) => detector.note(key, member, new Date(minute * MINUTE)))
    .map(([, , minute]) => minute);
}

describe('a spread', () => {
  it.each<[string, Sighting[], number[]]>([
    [
      'is seen at the limit',
      [
        ['net', 'a', 0],
        ['net', 'b', 1],
        ['net', 'c', 2],
      ],
      [2],
    ],
    [
      'is not seen below it',
      [
        ['net', 'a', 0],
        ['net', 'b', 1],
      ],
      [],
    ],
    [
      'counts members, not sightings',
      [
        ['net', 'a', 0],
        ['net', 'a', 1],
        ['net', 'a', 2],
        ['net', 'b', 3],
      ],
      [],
    ],
    [
      'counts each key alone',
      [
        ['net', 'a', 0],
        ['net', 'b', 1],
        ['other', 'c', 2],
      ],
      [],
    ],
    [
      'forgets who was seen before the window',
      [
        ['net', 'a', 0],
        ['net', 'b', 1],
        ['net', 'c', 10.5],
      ],
      [],
    ],
    [
      'counts those at the edge of the window',
      [
        ['net', 'a', 0],
        ['net', 'b', 1],
        ['net', 'c', 9.9],
      ],
      [9.9],
    ],
    [
      'counts from the last sighting',
      [
        ['net', 'a', 0],
        ['net', 'b', 5],
        ['net', 'a', 9],
        ['net', 'c', 14],
      ],
      [14],
    ],
    [
      'forgets a member at the end of the window, to the moment',
      [
        ['net', 'a', 0],
        ['net', 'b', 9],
        ['net', 'c', 10],
      ],
      [],
    ],
    [
      'forgets those that are old, though a newer one was the first to come',
      [
        ['net', 'a', 0],
        ['net', 'b', 1],
        ['net', 'a', 9],
        ['net', 'c', 12],
      ],
      [],
    ],
    [
      'counts anew after the quiet time, without those it told of',
      [
        ['net', 'a', 0],
        ['net', 'b', 0],
        ['net', 'c', 0],
        ['net', 'd', 60],
        ['net', 'e', 60],
      ],
      [0],
    ],
  ])('%s', (_, sightings, expected) => {
    expect(firedAt(sightings)).toEqual(expected);
  });

  it('is told of once, and again only after the quiet time, from the start', () => {
    const sightings = Array.from({ length: 200 }, (_, minute): Sighting => ['net', `member-${minute}`, minute]);
    // After 60 quiet minutes the next three make a spread again.
    expect(firedAt(sightings)).toEqual([2, 64, 126, 188]);
  });

  it('starts anew also where the quiet time is shorter than the window', () => {
    const detector = new SpreadDetector({ ...LIMITS, quietMs: MINUTE });
    const sightings = ['a', 'b', 'c', 'd', 'e', 'f'].map((member, n): Sighting => ['net', member, n < 3 ? 0 : 1]);
    expect(firedAt(sightings.slice(0, 5), detector)).toEqual([0]);
    expect(firedAt(sightings.slice(5), detector)).toEqual([1]);
  });

  it('is remembered of five thousand keys', () => {
    const detector = new SpreadDetector(LIMITS);
    const crowd = Array.from({ length: 4999 }, (_, n): Sighting => [`key-${n}`, 'a', 0]);
    firedAt([['old', 'a', 0], ['old', 'b', 0], ...crowd], detector);
    expect(firedAt([['old', 'c', 1]], detector)).toEqual([1]);
  });

  it('is forgotten for the key that was seen longest ago when there are too many', () => {
    const detector = new SpreadDetector(LIMITS);
    firedAt(
      [
        ['old', 'a', 0],
        ['old', 'b', 0],
        ['kept', 'a', 0],
        ['kept', 'b', 0],
      ],
      detector,
    );
    const crowd = Array.from({ length: 4998 }, (_, n): Sighting => [`key-${n}`, 'a', 1]);
    firedAt(crowd, detector);
    expect(firedAt([['kept', 'a', 1]], detector)).toEqual([]);
    firedAt(
      [
        ['one more', 'a', 1],
        ['another', 'a', 1],
      ],
      detector,
    );
    expect(firedAt([['kept', 'c', 2]], detector)).toEqual([2]);
    expect(firedAt([['old', 'c', 2]], detector)).toEqual([]);
  });
});
