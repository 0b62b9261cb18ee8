import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SEAL } from '../../../test/support/audit.js';
import { AuditRig } from '../../../test/support/audit-rig.js';
import { DAY } from '../../../test/support/use-cases.js';
import type { ChainId } from '../../domain/audit-chain.js';
import { SqliteHousekeeping } from '../../infrastructure/persistence/sqlite/sqlite-housekeeping.js';
import { archiveLine } from './archive.js';
import { VerifyAuditTrail } from './verify-audit-trail.js';

let rig: AuditRig;
beforeEach(async () => {
  rig = new AuditRig();
  const writer = rig.newWriter();
  await writer.append(rig.newEvents(1200));
  rig.clock.advance(2 * DAY);
  await writer.append(rig.newEvents(50));
});
afterEach(() => rig.db.close());

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

async function purgeAfter(days: number): Promise<number> {
  rig.clock.advance(days * DAY);
  return new SqliteHousekeeping(rig.db, rig.clock).purge();
}

/** Verifies, doing something after the hundredth event, and before a chain is asked for its first event. */
async function verify(
  { midway, beforeAsking }: Record<'midway' | 'beforeAsking', () => Promise<void>>,
  against: AsyncIterable<string> | null = null,
) {
  const reading = rig.events.inChainOrder.bind(rig.events);
  let read = 0;
  rig.events.inChainOrder = async function* (chain?: ChainId) {
    if (chain !== undefined) await beforeAsking();
    for await (const event of reading(chain)) {
      yield event;
      read += 1;
      if (read === 100) await midway();
    }
  };
  return new VerifyAuditTrail(rig.events, SEAL, rig.clock).execute(against);
}

// The trail is read by 500 events: 500 are read before the purge, and the 50 that are left after it.
const SEEN = { faults: 0, events: 500 + 50 };
const nothing = () => Promise.resolve();

describe('purging while the trail is being read is not mistaken for tampering', () => {
  it('when it takes the beginning', async () => {
    const midway = async () => expect(await purgeAfter(29)).toBe(1200);
    expect(await verify({ midway, beforeAsking: nothing })).toMatchObject(SEEN);
  });

  it('when it takes the rest of the chain, too, before that is asked what it begins with', async () => {
    const midway = async () => expect(await purgeAfter(29)).toBe(1200);
    const beforeAsking = async () => expect(await purgeAfter(2)).toBe(50);
    expect(await verify({ midway, beforeAsking })).toMatchObject(SEEN);
  });

  it('when an export names the last event that it takes', async () => {
    const exported = (await rig.stored()).filter(({ class: name, seq }) => name === 'routine' && seq <= 1200);
    const midway = async () => expect(await purgeAfter(29)).toBe(1200);
    const against = linesOf(exported.map(archiveLine));
    expect(await verify({ midway, beforeAsking: nothing }, against)).toMatchObject(SEEN);
  });
});
