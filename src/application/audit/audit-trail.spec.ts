import { describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../domain/errors.js';
import { EMAIL, UseCases } from '../../../test/support/use-cases.js';

describe('the observer of the trail', () => {
  it('is told of every event as it is stored, those of one append together', async () => {
    const cases = new UseCases();
    await cases.register();
    await cases.login().then(({ token }) => cases.refresh(token));
    expect(cases.observed.events.map(({ type }) => type)).toEqual(cases.events().map(({ type }) => type));
    expect(cases.observed.events).toHaveLength(3);
  });

  it('is told once the events are durable, not before', async () => {
    const cases = new UseCases();
    await cases.register();
    let toldBefore: number | undefined;
    cases.audit.interceptOnce('append', async (proceed, events) => {
      await proceed(events);
      toldBefore = cases.observed.events.length;
    });
    await cases.login();
    expect([toldBefore, cases.observed.events.length]).toEqual([1, 2]);
  });

  it('is not told of what the store refused', async () => {
    const cases = new UseCases();
    await cases.register();
    cases.audit.failOnce('append');
    await expect(cases.login({ email: EMAIL })).rejects.toThrow(StorageUnavailable);
    expect(cases.observed.events.map(({ type }) => type)).toEqual(['user.registered']);
  });
});
