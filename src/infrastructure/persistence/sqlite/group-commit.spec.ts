import { DatabaseSync } from 'node:sqlite';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../../domain/errors.js';
import { type Answer, GroupCommit } from './group-commit.js';

/** A disk whose syncs end when the test says so. */
class HeldDisk {
  syncs = 0;
  private held: { resolve: () => void; reject: (fault: Error) => void }[] = [];

  sync(): Promise<void> {
    this.syncs += 1;
    return new Promise((resolve, reject) => this.held.push({ resolve, reject }));
  }

  syncNow(): void {
    this.syncs += 1;
  }

  letGo(): void {
    for (const { resolve } of this.held.splice(0)) resolve();
  }

  break(): void {
    for (const { reject } of this.held.splice(0)) reject(new Error('EIO'));
  }
}

let db: DatabaseSync;
let disk: HeldDisk;
let commits: GroupCommit;

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY)');
  disk = new HeldDisk();
  commits = new GroupCommit(db, disk);
});

const answered: string[] = [];
beforeEach(() => {
  answered.length = 0;
});

function add(id: number, answer: Answer = 'synced'): Promise<unknown> {
  const writing = commits.write(() => db.prepare('INSERT INTO notes VALUES (?)').run(id), answer);
  return writing.then(
    () => answered.push(`${id} is there`),
    (fault: unknown) => answered.push(`${id}: ${(fault as Error).name}`),
  );
}

function causesOf(fault: unknown): string[] {
  return fault instanceof Error ? [fault.message, ...causesOf(fault.cause)] : [];
}

async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await endOfTurn();
}

describe('a group', () => {
  it('is not answered before it is on the disk', async () => {
    void add(1);
    void add(2);
    await turns();
    expect([disk.syncs, answered]).toEqual([1, []]);
    disk.letGo();
    await turns();
    expect(answered).toEqual(['1 is there', '2 is there']);
  });

  it('takes all that came while the one before was on its way', async () => {
    void add(1);
    await turns();
    for (const id of [2, 3, 4]) {
      void add(id);
      await turns();
    }
    expect(disk.syncs).toBe(1);
    disk.letGo();
    await turns();
    expect([disk.syncs, answered]).toEqual([2, ['1 is there']]);
    disk.letGo();
    await turns();
    expect(answered).toHaveLength(4);
  });

  it('that is queued at closing is synced there and then, and the one on its way still is answered by its own sync', async () => {
    void add(1);
    await turns();
    void add(2);
    commits.close();
    await turns();
    expect([disk.syncs, answered]).toEqual([2, ['2 is there']]);
    disk.letGo();
    await turns();
    expect(answered).toEqual(['2 is there', '1 is there']);
  });
});

describe('a write that is answered when it is committed', () => {
  it('shares the sync of the write that it leads to', async () => {
    void add(1, 'committed').then(() => add(2));
    await turns();
    expect([disk.syncs, answered]).toEqual([1, ['1 is there']]);
    disk.letGo();
    await turns();
    expect([disk.syncs, answered]).toEqual([1, ['1 is there', '2 is there']]);
  });

  it('shares it though a second of its kind comes in between, and the last of them by way of a queue', async () => {
    void add(1, 'committed')
      .then(() => add(2, 'committed'))
      .then(() => turns(1))
      .then(() => add(3));
    await turns(8);
    expect([disk.syncs, answered]).toEqual([1, ['1 is there', '2 is there']]);
    disk.letGo();
    await turns();
    expect([disk.syncs, answered.at(-1)]).toEqual([1, '3 is there']);
  });

  it('is brought to the disk though it leads to nothing', async () => {
    await add(1, 'committed');
    expect(disk.syncs).toBe(0);
    await turns();
    expect(disk.syncs).toBe(1);
  });

  it('is not kept from the disk by others of its kind', async () => {
    for (let id = 1; disk.syncs === 0; id += 1) {
      expect(id).toBeLessThan(10);
      await add(id, 'committed');
      await turns(1);
    }
    expect(answered).toContain('1 is there');
  });

  it('is on the disk before a later write is refused', async () => {
    void add(1, 'committed').then(() => add(1));
    await turns();
    expect([disk.syncs, answered]).toEqual([1, ['1 is there']]);
    disk.letGo();
    await turns();
    expect(answered).toEqual(['1 is there', '1: Error']);
  });

  it('is on the disk before a transaction that fails is answered', async () => {
    await add(1, 'committed');
    const endTransaction = () => {
      db.exec('ROLLBACK');
      throw new Error('disk full');
    };
    void commits.write(endTransaction, 'committed').catch(() => answered.push('refused'));
    await turns();
    expect([disk.syncs, answered]).toEqual([1, ['1 is there']]);
    disk.letGo();
    await turns();
    expect(answered).toEqual(['1 is there', 'refused']);
  });

  it('tells whoever comes later why it did not get there', async () => {
    await add(1, 'committed');
    await turns();
    disk.break();
    await turns();
    const refusal = await commits.write(() => 0, 'synced').catch((fault: unknown) => fault);
    expect(causesOf(refusal)).toContain('EIO');
  });

  it('is synced at closing', async () => {
    await add(1, 'committed');
    commits.close();
    await turns();
    expect(disk.syncs).toBe(1);
  });

  it('fails what it leads to if it does not get to the disk', async () => {
    void add(1, 'committed').then(() => add(2));
    await turns();
    disk.break();
    await turns();
    expect(answered).toEqual(['1 is there', '2: StorageUnavailable']);
    expect(() => commits.assertSound()).toThrow(StorageUnavailable);
  });
});

describe('a disk that fails to sync', () => {
  it('fails the group, and all that comes after: nobody can know what is on it', async () => {
    void add(1);
    await turns();
    void add(2);
    disk.break();
    await turns();
    expect(answered).toEqual(['1: StorageUnavailable', '2: StorageUnavailable']);
    expect(() => commits.assertSound()).toThrow(StorageUnavailable);
    await add(3);
    expect([disk.syncs, answered.at(-1)]).toEqual([1, '3: StorageUnavailable']);
  });
});
