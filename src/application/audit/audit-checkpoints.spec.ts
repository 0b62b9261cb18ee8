import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditRig, placesOf } from '../../../test/support/audit-rig.js';
import type { SealedEvent } from '../../domain/audit-chain.js';
import { StorageUnavailable } from '../../domain/errors.js';

let rig: AuditRig;
beforeEach(() => {
  rig = new AuditRig();
});
afterEach(() => rig.db.close());

describe('a checkpoint', () => {
  it('names the ends in an event, then in the log', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent(), rig.newEvent('user.registered')]);
    const before = await rig.stored();
    await writer.checkpoint();
    const [, checkpoint] = await rig.stored();
    expect(checkpoint).toMatchObject({ type: 'audit.checkpoint', class: 'admin', seq: 2 });
    const named = (heads: readonly { hash: string }[]) => heads.map(({ hash }) => hash);
    const { details } = checkpoint as Extract<SealedEvent, { type: 'audit.checkpoint' }>;
    expect(named(details.heads)).toEqual(named(before));
    expect(rig.checkpoints.noted.map(({ heads }) => named(heads))).toEqual([
      [checkpoint?.hash, before[1]?.hash, before[2]?.hash],
    ]);
  });

  it('is left out when nothing but checkpoints was written since the last', async () => {
    const writer = rig.newWriter();
    await writer.checkpoint();
    await writer.append([rig.newEvent()]);
    for (let minute = 0; minute < 3; minute += 1) await writer.checkpoint();
    expect(rig.checkpoints.noted).toHaveLength(1);
    expect(await rig.stored()).toHaveLength(3);
  });

  it('that fails is made up for by the next', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent()]);
    rig.store.failOnce('append');
    await expect(writer.checkpoint()).rejects.toBeInstanceOf(StorageUnavailable);
    expect(rig.checkpoints.noted).toEqual([]);
    await writer.checkpoint();
    expect(rig.checkpoints.noted).toHaveLength(1);
  });
});

describe('closing', () => {
  it('stores what waits and a last checkpoint, and refuses what comes after', async () => {
    const writer = rig.newWriter();
    const appends = rig.newEvents(3).map((event) => writer.append([event]));
    await writer.close();
    await Promise.all(appends);
    expect(placesOf(await rig.stored())).toEqual(['admin 1', 'admin 2', 'routine 1', 'routine 2', 'routine 3']);
    expect(rig.checkpoints.noted).toHaveLength(1);
    await expect(writer.append([rig.newEvent()])).rejects.toBeInstanceOf(StorageUnavailable);
  });

  it('is not held up by a store that is away', async () => {
    const writer = rig.newWriter();
    await writer.append([rig.newEvent()]);
    rig.store.failOnce('append');
    await writer.close();
    expect(await rig.stored()).toHaveLength(2);
  });
});
