import { describe, expect, it } from '@jest/globals';
import { SqliteStore } from './sqlite-store.js';

const FIRST = 'CREATE TABLE shelves (id INTEGER PRIMARY KEY) STRICT';
const SECOND = 'ALTER TABLE shelves ADD COLUMN name TEXT';
const BROKEN = 'CREATE TABLE drawers (id INTEGER PRIMARY KEY) STRICT; ALTER TABLE attics ADD COLUMN name TEXT';

describe('the tables of a module', () => {
  const columns = (store: SqliteStore) => store.all('PRAGMA table_info(shelves)').map(({ name }) => name);

  it('are made once, and taken on from the version that is there', () => {
    const store = SqliteStore.inMemory();
    store.migrate('shelves', [FIRST]);
    store.migrate('shelves', [FIRST]);
    expect(columns(store)).toEqual(['id']);
    store.migrate('shelves', [FIRST, SECOND]);
    expect(columns(store)).toEqual(['id', 'name']);
  });

  it('have versions of their own, apart from those of the core and of other modules', () => {
    const store = SqliteStore.inMemory();
    const core = store.get('PRAGMA user_version');
    store.migrate('shelves', [FIRST, SECOND]);
    store.migrate('boxes', ['CREATE TABLE boxes (id INTEGER PRIMARY KEY) STRICT']);
    expect(store.get('PRAGMA user_version')).toEqual(core);
    expect(store.all('SELECT name, version FROM moduleSchemas ORDER BY name')).toEqual([
      { name: 'boxes', version: 1 },
      { name: 'shelves', version: 2 },
    ]);
  });

  it('that a later release of the module made are left as they are', () => {
    const store = SqliteStore.inMemory();
    store.migrate('shelves', [FIRST, SECOND]);
    expect(() => store.migrate('shelves', [FIRST])).toThrow(
      'The tables of shelves have version 2, the module knows 1: use a newer one.',
    );
    expect(columns(store)).toEqual(['id', 'name']);
  });

  it('are made wholly or not at all, and the store goes on', async () => {
    const store = SqliteStore.inMemory();
    expect(() => store.migrate('shelves', [FIRST, BROKEN])).toThrow('attics');
    expect(columns(store)).toEqual([]);
    store.migrate('shelves', [FIRST]);
    await expect(store.write(() => store.run('INSERT INTO shelves DEFAULT VALUES'))).resolves.toBe(1);
  });
});
