import { expect, it } from '@jest/globals';
import { SystemRandom } from './system-random.js';

it('makes canonical UUIDv7s, each of which sorts after the one before', () => {
  const random = new SystemRandom();
  const ids = Array.from({ length: 2000 }, () => random.uuid());
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).toEqual([...new Set(ids)].sort());
});
