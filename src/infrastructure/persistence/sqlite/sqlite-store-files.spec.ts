import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../../domain/errors.js';
import { SqliteStore } from './sqlite-store.js';

let folder: string;
const opened: { close: () => void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-sqlite-'));
});
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  rmSync(folder, { recursive: true });
});

function openStore(inside = folder): SqliteStore {
  const store = SqliteStore.open(inside);
  opened.push(store);
  return store;
}

/** Another process on the same file, as the CLI is. */
function connect(): DatabaseSync {
  const db = new DatabaseSync(join(folder, 'ratchet.db'));
  opened.push({ close: () => db.isOpen && db.close() });
  return db;
}

const lockFile = () => join(folder, 'ratchet.lock');

/** The owner of everything may write everything, whatever its mode says. */
function asNobody(act: () => void): void {
  const user = process.geteuid!();
  if (user === 0) process.seteuid!(65534);
  try {
    act();
  } finally {
    process.seteuid!(user);
  }
}

const createNotes = (store: SqliteStore) => store.write(() => store.run('CREATE TABLE notes (id INTEGER PRIMARY KEY)'));
const add = (store: SqliteStore, id: number) => store.write(() => store.run('INSERT INTO notes VALUES (?)', id));
const count = (db: DatabaseSync) => Number(db.prepare('SELECT count(*) AS count FROM notes').get()?.['count']);

describe('a database in a folder', () => {
  it('is made with its folder, for its owner only', () => {
    const inside = join(folder, 'a', 'b');
    openStore(inside);
    const modes = [inside, join(inside, 'ratchet.db')].map((path) => (statSync(path).mode & 0o777).toString(8));
    expect(modes).toEqual(['700', '600']);
  });

  it('keeps a write-ahead log, which is synced at each commit by us, and by SQLite before a checkpoint', () => {
    const store = openStore();
    const pragma = (name: string) => store.get(`PRAGMA ${name}`);
    expect(pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(pragma('synchronous')).toEqual({ synchronous: 1 });
  });

  it('writes what a savepoint keeps into no file beside it', () => {
    expect(openStore().get('PRAGMA temp_store')).toEqual({ temp_store: 2 });
  });

  it('is there again the next time', async () => {
    const store = openStore();
    await createNotes(store);
    await add(store, 1);
    store.close();
    expect(openStore().all('SELECT * FROM notes')).toEqual([{ id: 1 }]);
  });
});

describe('an answer', () => {
  it('comes after COMMIT, to everyone of the turn: another process sees what it tells of', async () => {
    const store = openStore();
    await createNotes(store);
    const other = connect();
    const seen: [string, number][] = [];
    const look = (when: string) => seen.push([when, count(other)]);
    const writes = ['one', 'two', 'three'].map((name, id) =>
      store
        .write(() => {
          store.run('INSERT INTO notes VALUES (?)', id);
          look(`during ${name}`);
        })
        .then(() => look(`after ${name}`)),
    );
    await Promise.all(writes);
    expect(seen).toEqual([
      ['during one', 0],
      ['during two', 0],
      ['during three', 0],
      ['after one', 3],
      ['after two', 3],
      ['after three', 3],
    ]);
  });
});

describe('a database that another process is writing to', () => {
  it('is away for writes until that one is done; reads go on', async () => {
    const store = openStore();
    await createNotes(store);
    const other = connect();
    other.exec('BEGIN IMMEDIATE; INSERT INTO notes VALUES (7)');
    const attempts = await Promise.allSettled([add(store, 1), add(store, 2)]);
    expect(attempts).toEqual([
      { status: 'rejected', reason: expect.any(StorageUnavailable) as unknown },
      { status: 'rejected', reason: expect.any(StorageUnavailable) as unknown },
    ]);
    expect(store.all('SELECT * FROM notes')).toEqual([]);
    other.exec('COMMIT');
    await add(store, 3);
    expect(store.all('SELECT * FROM notes')).toEqual([{ id: 3 }, { id: 7 }]);
  });
});

describe('the lock of a folder', () => {
  it('keeps a second server out, in words for its operator', () => {
    openStore();
    expect(() => SqliteStore.open(folder)).toThrow(
      `Another server is using ${folder}. Stop it, or give this one a DATA_DIR of its own.`,
    );
  });

  it('is free again when the first one closes', async () => {
    openStore().close();
    const next = openStore();
    await createNotes(next);
    await expect(add(next, 1)).resolves.toBe(1);
  });

  it('is held by the first still, after the second was kept out', async () => {
    const first = openStore();
    expect(() => SqliteStore.open(folder)).toThrow('Another server');
    expect(() => SqliteStore.open(folder)).toThrow('Another server');
    await createNotes(first);
    await expect(add(first, 1)).resolves.toBe(1);
  });

  it.each<[string, () => void, RegExp]>([
    ['a folder', () => mkdirSync(lockFile()), /can't be taken: unable to open database file\.$/],
    ['garbage', () => writeFileSync(lockFile(), 'garbage '.repeat(512)), /can't be taken: file is not a database\.$/],
  ])('that is %s says so, and blames no other server', (_what, make, words) => {
    make();
    expect(() => SqliteStore.open(folder)).toThrow(words);
  });

  it('that may not be written is not taken: SQLite would let two servers in', () => {
    openStore().close();
    chmodSync(folder, 0o755);
    chmodSync(lockFile(), 0o444);
    asNobody(() => {
      expect(() => SqliteStore.open(folder)).toThrow(/can't be taken: attempt to write a readonly database\.$/);
    });
  });

  it('is free again when the database can not be opened', () => {
    mkdirSync(join(folder, 'ratchet.db'));
    expect(() => SqliteStore.open(folder)).toThrow('unable to open database file');
    rmdirSync(join(folder, 'ratchet.db'));
    expect(openStore().all('SELECT * FROM users')).toEqual([]);
  });

  it('is of one folder only', () => {
    openStore();
    expect(openStore(join(folder, 'another')).all('SELECT * FROM users')).toEqual([]);
  });
});

describe('a schema', () => {
  const setVersion = (version: number) => connect().exec(`PRAGMA user_version = ${version}`);
  const version = () => connect().prepare('PRAGMA user_version').get()?.['user_version'];

  it('of a later release is refused, and left as it is', () => {
    openStore().close();
    setVersion(99);
    expect(() => SqliteStore.open(folder)).toThrow(/^The database has schema 99, .+ knows \d+: use a newer one\.$/);
    expect(version()).toBe(99);
  });

  it('that is refused leaves no lock behind', () => {
    openStore().close();
    setVersion(99);
    expect(() => SqliteStore.open(folder)).toThrow('schema 99');
    expect(() => SqliteStore.open(folder)).toThrow('schema 99');
  });

  it('that is up to date is not made again', async () => {
    const store = openStore();
    await store.write(() => store.run('DROP INDEX sessionsToPurge'));
    store.close();
    const indexes = openStore().all("SELECT name FROM sqlite_master WHERE name = 'sessionsToPurge'");
    expect(indexes).toEqual([]);
  });
});
