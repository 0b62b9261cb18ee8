import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StorageUnavailable } from '../../../domain/errors.js';
import { SqliteStore } from './sqlite-store.js';

let store: SqliteStore;
beforeEach(async () => {
  store = SqliteStore.inMemory();
  await store.write(() => {
    store.run('CREATE TABLE parents (id INTEGER PRIMARY KEY)');
    store.run(
      'CREATE TABLE notes (id INTEGER PRIMARY KEY, parent REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)',
    );
  });
});
afterEach(() => {
  store.close();
});

const add = (id: number) => store.run('INSERT INTO notes (id) VALUES (?)', id);
/** COMMIT fails on it: no parent has this id. */
const addOrphan = (id: number) => store.run('INSERT INTO notes VALUES (?, 404)', id);
const ids = () => store.all('SELECT id FROM notes ORDER BY id').map(({ id }) => id);
const outcomes = (attempts: readonly PromiseSettledResult<unknown>[]) =>
  attempts.map((attempt) => (attempt.status === 'fulfilled' ? attempt.value : (attempt.reason as Error).name));

describe('the writes of one turn', () => {
  it('share a transaction, run in order, and see each other', async () => {
    const results = await Promise.all([store.write(() => add(1)), store.write(() => ids()), store.write(() => add(2))]);
    expect(results).toEqual([1, [1], 1]);
    expect(ids()).toEqual([1, 2]);
  });

  it('have not begun when they are asked for', async () => {
    const writing = store.write(() => add(1));
    expect(ids()).toEqual([]);
    await writing;
    expect(ids()).toEqual([1]);
  });

  it('stand or fall together when COMMIT fails, and the store goes on', async () => {
    const attempts = await Promise.allSettled([store.write(() => add(1)), store.write(() => addOrphan(2))]);
    expect(outcomes(attempts)).toEqual(['StorageUnavailable', 'StorageUnavailable']);
    expect(ids()).toEqual([]);
    await store.write(() => add(3));
    expect(ids()).toEqual([3]);
  });

  it('do not fall with a COMMIT of the turn before or after', async () => {
    await store.write(() => add(1));
    await expect(store.write(() => addOrphan(2))).rejects.toThrow(StorageUnavailable);
    await store.write(() => add(3));
    expect(ids()).toEqual([1, 3]);
  });

  it('may be asked for while others are answered, and make another group', async () => {
    const order: string[] = [];
    const first = store
      .write(() => order.push('write 1'))
      .then(() => {
        order.push('answer 1');
        return store.write(() => order.push('write 3'));
      });
    const second = store.write(() => order.push('write 2')).then(() => order.push('answer 2'));
    await Promise.all([first, second]);
    expect(order).toEqual(['write 1', 'write 2', 'answer 1', 'answer 2', 'write 3']);
  });
});

describe('a job that fails', () => {
  it('takes back its own statements, and no others', async () => {
    const attempts = await Promise.allSettled([
      store.write(() => add(1)),
      store.write(() => {
        add(2);
        add(3);
        throw new RangeError('of the job itself');
      }),
      store.write(() => add(4)),
    ]);
    expect(outcomes(attempts)).toEqual([1, 'RangeError', 1]);
    expect(ids()).toEqual([1, 4]);
  });

  it('fails with what it threw', async () => {
    const fault = new RangeError('of the job itself');
    const attempt = store.write(() => {
      throw fault;
    });
    await expect(attempt).rejects.toBe(fault);
  });

  it.each([
    ['a constraint', 'INSERT INTO notes (id) VALUES (1)', 'UNIQUE constraint failed: notes.id'],
    ['a type', "INSERT INTO notes (id) VALUES ('one')", 'datatype mismatch'],
    ['a table that is not there', 'INSERT INTO missing VALUES (1)', 'no such table: missing'],
    ['its SQL', 'INSRT', 'near "INSRT": syntax error'],
  ])('fails with the bug that %s shows, and alone', async (_name, sql, message) => {
    await store.write(() => add(1));
    const attempts = await Promise.allSettled([
      store.write(() => {
        add(2);
        store.run(sql);
      }),
      store.write(() => add(3)),
    ]);
    expect(attempts).toMatchObject([{ reason: { name: 'Error', code: 'ERR_SQLITE_ERROR', message } }, { value: 1 }]);
    expect(ids()).toEqual([1, 3]);
  });

  it('fails as the store, and alone, when there is no room for it, and the driver\u2019s error stays private', async () => {
    await store.write(() => add(1));
    const { page_count: pages } = store.get('PRAGMA page_count') ?? {};
    store.get(`PRAGMA max_page_count = ${Number(pages)}`);
    const attempts = await Promise.allSettled([
      store.write(() => add(2)),
      store.write(() =>
        store.run(
          'INSERT INTO parents WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT i FROM n',
        ),
      ),
      store.write(() => add(3)),
    ]);
    expect(outcomes(attempts)).toEqual([1, 'StorageUnavailable', 1]);
    expect(attempts[1]).toMatchObject({ reason: { cause: { errstr: 'database or disk is full' } } });
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('fails all of its turn when the error ended the transaction: nothing may be called done', async () => {
    await store.write(() => add(1));
    const attempts = await Promise.allSettled([
      store.write(() => add(2)),
      store.write(() => store.run('INSERT OR ROLLBACK INTO notes (id) VALUES (1)')),
      store.write(() => add(3)),
    ]);
    expect(outcomes(attempts)).toEqual(Array(3).fill('StorageUnavailable'));
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ reason: { cause: { message: 'UNIQUE constraint failed: notes.id' } } });
    }
    expect(ids()).toEqual([1]);
    await store.write(() => add(4));
    expect(ids()).toEqual([1, 4]);
  });
});

describe('a read', () => {
  it('gives the first row or undefined, and all or none', async () => {
    expect(store.get('SELECT id FROM notes')).toBeUndefined();
    expect(store.all('SELECT id FROM notes')).toEqual([]);
    await store.write(() => [add(1), add(2)]);
    expect(store.get('SELECT id FROM notes WHERE id = :id', { id: 2 })).toEqual({ id: 2 });
    expect(store.all('SELECT id FROM notes WHERE id > ?', 0)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('fails with the bug of its SQL', () => {
    expect(() => store.get('SELECT * FROM missing')).toThrow(/^no such table: missing$/);
    expect(() => store.all('SELECT * FROM missing')).toThrow(/^no such table: missing$/);
  });
});

describe('a transaction that can not be rolled back', () => {
  let isBroken: boolean;
  beforeEach(() => {
    isBroken = true;
    const exec = DatabaseSync.prototype.exec;
    jest.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
      if (isBroken && /^(COMMIT|ROLLBACK)$/.test(sql)) throw new Error(`injected: ${sql}`);
      exec.call(this, sql);
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('fails its writes and all that follow, shows nobody its rows, and ends no process', async () => {
    const attempts = await Promise.allSettled([store.write(() => add(1)), store.write(() => add(2))]);
    expect(outcomes(attempts)).toEqual(['StorageUnavailable', 'StorageUnavailable']);
    await expect(store.write(() => add(3))).rejects.toThrow(StorageUnavailable);
    expect(() => ids()).toThrow(StorageUnavailable);
    expect(() => store.get('SELECT id FROM notes')).toThrow(StorageUnavailable);
  });

  it.each(['read', 'write'])('is undone by the first %s that can, and the store goes on', async (first) => {
    await expect(store.write(() => add(1))).rejects.toThrow(StorageUnavailable);
    isBroken = false;
    if (first === 'read') expect(ids()).toEqual([]);
    await store.write(() => add(2));
    expect(ids()).toEqual([2]);
  });

  it('does not keep the store from closing', async () => {
    await expect(store.write(() => add(1))).rejects.toThrow(StorageUnavailable);
    const last = store.write(() => add(2));
    store.close();
    await expect(last).rejects.toThrow(StorageUnavailable);
  });
});

describe('a store that is closed', () => {
  it('has committed what was asked for before', async () => {
    const results = Promise.all([store.write(() => add(1)), store.write(() => ids())]);
    store.close();
    expect(await results).toEqual([1, [1]]);
  });

  it('is away, to every call', async () => {
    store.close();
    store.close();
    await expect(store.write(() => add(1))).rejects.toThrow(StorageUnavailable);
    expect(() => ids()).toThrow(StorageUnavailable);
  });
});
