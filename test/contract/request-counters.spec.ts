import { describe, expect, it } from '@jest/globals';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { STORES } from '../support/stores.ts';

const MINUTE = 60_000;
/** In the future of the machine's clock, or a store that cleans up would do so. */
const NOW = new Date('2096-01-01T00:00:00.000Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);

describe.each(STORES)('RequestCounters over $name', (kind) => {
  const store = usePersistence(kind);

  const hit = (key: string, now = NOW) => store().requestCounters.hit(key, MINUTE, now);

  it('counts in a window that the first request opens, and anew after it', async () => {
    const key = `login ${newId()}`;
    expect(await hit(key)).toEqual({ hits: 1, resetsAt: later(MINUTE) });
    expect(await hit(key, later(1000))).toEqual({ hits: 2, resetsAt: later(MINUTE) });
    expect(await hit(key, later(MINUTE - 1))).toEqual({ hits: 3, resetsAt: later(MINUTE) });
    expect(await hit(key, later(MINUTE))).toEqual({ hits: 1, resetsAt: later(2 * MINUTE) });
  });

  it('counts every key apart', async () => {
    const keys = ['login 203.0.113.7', 'register 203.0.113.7', 'login 2001:db8:0:0::/64'];
    for (const key of keys) expect(await hit(key)).toMatchObject({ hits: 1 });
  });

  it('counts exactly 100 of 100 at once, each a different count, from the first on', async () => {
    const key = `login ${newId()}`;
    const windows = await Promise.all(times(100, () => hit(key)));
    expect(windows.map(({ hits }) => hits).sort((a, b) => a - b)).toEqual(times(100, (n) => n + 1));
    expect(new Set(windows.map(({ resetsAt }) => resetsAt.getTime()))).toEqual(new Set([later(MINUTE).getTime()]));
  });

  it('opens one new window when many come after the old one', async () => {
    const key = `login ${newId()}`;
    await hit(key);
    const windows = await Promise.all(times(20, () => hit(key, later(2 * MINUTE))));
    expect(windows.map(({ hits }) => hits).sort((a, b) => a - b)).toEqual(times(20, (n) => n + 1));
  });

  it('never takes an object for a key', async () => {
    await expect(hit({ $ne: '' } as unknown as string)).rejects.toThrow();
  });
});
