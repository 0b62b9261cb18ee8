import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RETENTION, SEAL } from '../../../test/support/audit.js';
import { AuditRig, placesOf } from '../../../test/support/audit-rig.js';
import { DAY } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { AuditChainLost } from '../ports/audit-store.js';
import { QUEUE_LIMIT } from './audit-writer.js';

let rig: AuditRig;
beforeEach(() => {
  rig = new AuditRig();
});
afterEach(() => rig.db.close());

describe('appends', () => {
  it('of one turn go in one insert, in order, the chain opened before them', async () => {
    const writer = rig.newWriter();
    const events = rig.newEvents(5);
    await Promise.all(events.map((event) => writer.append([event])));
    expect(rig.store.count('append')).toBe(1);
    const [started, ...routine] = await rig.stored();
    expect(started).toMatchObject({ type: 'audit.chain_started', details: { follows: null, unconfirmed: 0 } });
    expect(routine.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(placesOf(routine)).toEqual(['routine 1', 'routine 2', 'routine 3', 'routine 4', 'routine 5']);
  });

  it('that come while a batch is on its way wait for it, and go together in the next', async () => {
    const writer = rig.newWriter();
    const inserts: number[] = [];
    let running = 0;
    rig.store.intercept('append', async (proceed, batch) => {
      running += 1;
      expect(running).toBe(1);
      inserts.push(batch.length);
      await proceed(batch);
      running -= 1;
    });
    const first = writer.append([rig.newEvent()]);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, ...rig.newEvents(7).map((event) => writer.append([event]))]);
    expect(inserts).toEqual([2, 7]);
  });

  it('resolve only once their own batch is stored', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent()]);
    let release = (): void => undefined;
    rig.store.interceptOnce('append', async (proceed, batch) => {
      await new Promise<void>((resolve) => (release = resolve));
      await proceed(batch);
    });
    let isDone = false;
    const append = writer.append([rig.newEvent()]).then(() => (isDone = true));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    release();
    await append;
    expect(await rig.stored()).toHaveLength(3);
  });

  it('keep a chain for each class', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent(), rig.newEvent('user.registered'), rig.newEvent()]);
    await writer.append([rig.newEvent('user.registered')]);
    expect(placesOf(await rig.stored())).toEqual(['admin 1', 'routine 1', 'routine 2', 'security 1', 'security 2']);
  });

  it('link each event to the one before it', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent()]);
    await writer.append(rig.newEvents(2));
    const [, ...routine] = await rig.stored();
    expect(routine.map(({ prevHash }) => prevHash)).toEqual([null, routine[0]?.hash, routine[1]?.hash]);
    expect(routine.map((event) => SEAL.judge(event))).toEqual(['genuine', 'genuine', 'genuine']);
  });

  it('never let an event be purged before the one it follows, also when the clock is set back', async () => {
    const writer = rig.newWriter();
    for (const step of [0, -DAY, 3 * DAY]) {
      rig.clock.advance(step);
      await writer.append([rig.newEvent()]);
    }
    const [, first, second, third] = await rig.stored();
    expect(first?.purgeAt).toEqual(RETENTION.purgeAt('routine', new Date('2026-11-25T12:00:00Z')));
    expect([second?.purgeAt, second?.prevPurgeAt]).toEqual([first?.purgeAt, first?.purgeAt]);
    expect(third?.purgeAt).toEqual(RETENTION.purgeAt('routine', rig.clock.now()));
  });

  it('beyond the queue limit are refused at once, and those within are stored', async () => {
    const writer = rig.newWriter();
    const full = writer.append(rig.newEvents(QUEUE_LIMIT));
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(StorageUnavailable);
    await full;
    await writer.append([rig.newEvent()]);
    expect(await rig.stored()).toHaveLength(QUEUE_LIMIT + 2);
  });

  it('are counted while they wait, and no longer once their batch is on its way', async () => {
    const writer = rig.newWriter();
    let meanwhile: number | undefined;
    rig.store.interceptOnce('append', (proceed, batch) => {
      meanwhile = writer.waiting;
      return proceed(batch);
    });
    const both = Promise.all([writer.append(rig.newEvents(3)), writer.append([rig.newEvent()])]);
    const before = writer.waiting;
    await both;
    expect([before, meanwhile]).toEqual([4, 0]);
  });
});

describe('a batch that the store refused', () => {
  it('fails each of its callers and nobody else, and leaves no gap', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent()]);
    rig.store.failOnce('append');
    const outcomes = await Promise.allSettled(rig.newEvents(3).map((event) => writer.append([event])));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await writer.append([rig.newEvent()]);
    expect(placesOf(await rig.stored())).toEqual(['admin 1', 'routine 1', 'routine 2']);
  });

  it('as the first of the process: the next one opens the chain', async () => {
    const writer = rig.newWriter();
    rig.store.failOnce('lastEvents');
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(StorageUnavailable);
    rig.store.failOnce('append');
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(StorageUnavailable);
    await writer.append([rig.newEvent()]);
    expect(placesOf(await rig.stored())).toEqual(['admin 1', 'routine 1']);
  });
});

describe('a batch whose outcome is not known', () => {
  /** Stores the batch, or not, and then can't tell. */
  const loseOnce = (isStored: boolean) =>
    rig.store.interceptOnce('append', async (proceed, batch) => {
      if (isStored) await proceed(batch);
      throw new AuditChainLost('injected');
    });

  it.each([true, false])('ends the chains, and the next name them (stored: %s)', async (isStored) => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent(), rig.newEvent('user.registered')]);
    const before = await rig.stored();
    loseOnce(isStored);
    await expect(writer.append(rig.newEvents(2))).rejects.toBeInstanceOf(StorageUnavailable);
    await writer.append([rig.newEvent()]);
    const after = (await rig.stored()).filter(({ writerId }) => writerId !== before[0]?.writerId);
    expect(placesOf(after)).toEqual(['admin 1', 'routine 1']);
    const heads = before.map(({ class: name, seq, hash, purgeAt }) => ({
      class: name,
      seq,
      hash,
      purgeAt: purgeAt.toISOString(),
    }));
    expect(after[0]?.details).toEqual({ follows: { writerId: before[0]?.writerId, heads }, unconfirmed: 2 });
  });

  it('twice: the chains that are known to be there are named, and all that is in doubt is counted', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent()]);
    const [before] = await rig.stored();
    loseOnce(false);
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(AuditChainLost);
    loseOnce(false);
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(AuditChainLost);
    await writer.append([rig.newEvent()]);
    const started = (await rig.stored()).findLast(({ type }) => type === 'audit.chain_started');
    expect(started?.details).toMatchObject({ follows: { writerId: before?.writerId }, unconfirmed: 3 });
    expect(await rig.stored()).toHaveLength(4);
  });

  it('does not follow the process into its next chains', async () => {
    const writer = rig.newWriter();
    loseOnce(false);
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(AuditChainLost);
    await writer.append([rig.newEvent()]);
    await rig.newWriter().append([rig.newEvent()]);
    const started = (await rig.stored()).filter(({ type }) => type === 'audit.chain_started');
    expect(started.map(({ details }) => (details as { unconfirmed: number }).unconfirmed)).toEqual([2, 0]);
  });
});

describe('the first event of a process', () => {
  it('names the ends of the chains that the store had last', async () => {
    await rig.newWriter().append([rig.newEvent(), rig.newEvent()]);
    const before = await rig.stored();
    await rig.newWriter().append([rig.newEvent()]);
    const started = (await rig.stored()).filter(({ writerId }) => writerId !== before[0]?.writerId)[0];
    expect(started?.details).toMatchObject({
      follows: {
        writerId: before[0]?.writerId,
        heads: [
          { class: 'admin', seq: 1 },
          { class: 'routine', seq: 2 },
        ],
      },
    });
  });

  it('does not vouch for what was forged', async () => {
    await rig.newWriter().append([rig.newEvent()]);
    await rig.db.write(() => rig.db.run("UPDATE auditEvents SET userId = 'somebody'"));
    await rig.newWriter().append([rig.newEvent()]);
    const started = (await rig.stored()).filter(({ type }) => type === 'audit.chain_started')[1];
    expect(started?.details).toEqual({ follows: null, unconfirmed: 0 });
  });
});
