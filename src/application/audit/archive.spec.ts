import { describe, expect, it } from '@jest/globals';
import { CHECKPOINT_MEMBER, readArchiveLine } from './archive.js';

const HEAD = { class: 'routine', seq: 7, hash: 'h', purgeAt: '2026-12-25T12:00:00.000Z' };
const lineOf = (heads: unknown, writerId: unknown = 'w') =>
  JSON.stringify({ [CHECKPOINT_MEMBER]: { writerId, heads } });

describe('a line of an archive', () => {
  it('with a checkpoint is its heads', () => {
    const position = { writerId: 'w', heads: [HEAD] };
    expect(readArchiveLine(lineOf([HEAD]))).toEqual({ kind: 'heads', position });
  });

  it('with a hash is an event, whose times are dates', () => {
    const line = JSON.stringify({ hash: 'h', occurredAt: HEAD.purgeAt, purgeAt: HEAD.purgeAt, prevPurgeAt: null });
    const at = new Date(HEAD.purgeAt);
    expect(readArchiveLine(line)).toEqual({
      kind: 'event',
      event: { hash: 'h', occurredAt: at, purgeAt: at, prevPurgeAt: null },
    });
  });

  it('with a time that is no text is an event without that time: the seal will say no', () => {
    const record = readArchiveLine(JSON.stringify({ hash: 'h', occurredAt: 0, purgeAt: 0, prevPurgeAt: 0 }));
    expect(record?.kind === 'event' && record.event.occurredAt.getTime()).toBeNaN();
  });

  it.each([
    ['no JSON', 'x'],
    ['no object', '7'],
    ['null', 'null'],
    ['neither hash nor checkpoint', '{}'],
    ['a hash that is no text', '{"hash":7}'],
    ['a checkpoint without a writer', lineOf([HEAD], 7)],
    ['heads that are no list', lineOf({})],
    ['a head that is null', lineOf([HEAD, null])],
    ['a class that there is not', lineOf([HEAD, { ...HEAD, class: 'x' }])],
    ['a place that is no number', lineOf([HEAD, { ...HEAD, seq: '7' }])],
    ['a head without a hash', lineOf([HEAD, { ...HEAD, hash: 7 }])],
    ['an end that is no text', lineOf([HEAD, { ...HEAD, purgeAt: 7 }])],
    ['an end that is no time', lineOf([HEAD, { ...HEAD, purgeAt: 'soon' }])],
  ])('with %s is neither', (_name, line) => {
    expect(readArchiveLine(line)).toBeNull();
  });
});
