import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { idInPath, isId } from './id-param.js';

describe('isId', () => {
  it.each(['019ab9c0-0000-7000-8000-00000000abcd', '5f7e9a1c-3f0e-4b56-9d7a-0c8c7f2b1a34'])('takes %s', (text) => {
    expect(isId(text)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'x',
    '019AB9C0-0000-7000-8000-00000000ABCD',
    '{019ab9c0-0000-7000-8000-00000000abcd}',
    'urn:uuid:019ab9c0-0000-7000-8000-00000000abcd',
    '019ab9c000007000800000000000abcd',
    '019ab9c0-0000-7000-8000-00000000abcd\n',
    ' 019ab9c0-0000-7000-8000-00000000abcd',
    '019ab9c0-0000-7000-8000-00000000abcg',
    '019ab9c0-0000-7000-c000-00000000abcd',
    "' OR 1=1 --",
  ])('refuses %j: an id has one spelling', (text) => {
    expect(isId(text)).toBe(false);
  });
});

it.each<[string, object, string | undefined]>([
  ['as it came', { id: 'X' }, 'X'],
  ['or none', {}, undefined],
])('idInPath gives it %s', (_name, params, id) => {
  expect(idInPath({ params } as FastifyRequest)).toBe(id);
});
