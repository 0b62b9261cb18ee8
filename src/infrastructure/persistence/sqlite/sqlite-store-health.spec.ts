import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../../domain/errors.js';
import { SqliteStore } from './sqlite-store.js';
import { SqliteStoreHealth } from './sqlite-store-health.js';

let store: SqliteStore;
let health: SqliteStoreHealth;
beforeEach(async () => {
  store = SqliteStore.inMemory();
  health = new SqliteStoreHealth(store);
  await store.write(() => store.run('CREATE TABLE notes (text TEXT)'));
});
afterEach(() => {
  store.close();
});

const probes = () => store.all('SELECT id FROM healthProbes');

/** Writes until there is no room left for anything. */
async function fillDisk(): Promise<void> {
  const { page_count: pages } = store.get('PRAGMA page_count') ?? {};
  store.get(`PRAGMA max_page_count = ${Number(pages) + 20}`);
  for (let isFull = false; !isFull;) {
    const note = store.write(() => store.run("INSERT INTO notes VALUES (printf('%1000c', 'x'))"));
    isFull = await note.then(
      () => false,
      () => true,
    );
  }
}

describe('the health of a store', () => {
  it('is checked by a write that leaves one row, however often', async () => {
    for (let checks = 1; checks <= 3; checks += 1) {
      await health.check();
      expect(probes()).toEqual([{ id: checks }]);
    }
  });

  it('is checked once for all who ask at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => health.check()));
    expect(probes()).toEqual([{ id: 1 }]);
  });

  it.each(['never', 'before'])(
    'is bad when the disk is full, where it was checked %s, and good when it is not',
    async (when) => {
      if (when === 'before') await health.check();
      await fillDisk();
      await expect(health.check()).rejects.toThrow(StorageUnavailable);
      await expect(health.check()).rejects.toThrow(StorageUnavailable);
      await store.write(() => store.run('DELETE FROM notes'));
      await expect(health.check()).resolves.toBeUndefined();
    },
  );

  it('is bad when the store is closed', async () => {
    store.close();
    await expect(health.check()).rejects.toThrow(StorageUnavailable);
  });
});
