import { describe, expect, it } from '@jest/globals';
import { accept, refusedFields } from '../../../test/support/fields.js';
import { AuditEventsQuery } from './audit.dto.js';

describe('the times of AuditEventsQuery', () => {
  it.each([
    ['2026-11-25T12:00:00.000Z', '2026-11-25T12:00:00.000Z'],
    ['2026-11-25T12:00Z', '2026-11-25T12:00:00.000Z'],
    ['2026-11-25T12:00:00+09:00', '2026-11-25T03:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0009-01-01T02:01:00.0Z', '0009-01-01T02:01:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ])('takes %s', async (from, instant) => {
    expect((await accept(AuditEventsQuery, { from })).from).toEqual(new Date(instant));
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-25T24:00:00Z',
    '2026-11-25T23:59:60Z',
    '2026-11-25T12:00:00+24:00',
    '2026-11-25T12:00:00',
    '2026-11-25',
  ])('refuses %s', async (from) => {
    expect(await refusedFields(AuditEventsQuery, { from })).toEqual(['from']);
  });

  it('refuses an end before the beginning', async () => {
    const query = { from: '2026-11-25T12:00:00Z', to: '2026-11-25T11:59:59Z' };
    expect(await refusedFields(AuditEventsQuery, query)).toEqual(['to']);
  });
});
