import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditRig } from '../../../test/support/audit-rig.js';
import { rewritten, verifyHeld } from '../../../test/support/rewriting.js';
import type { SealedEvent } from '../../domain/audit-chain.js';
import type { AuditClass, ChainHead } from '../../domain/audit-event.js';
import { archiveLine, CHECKPOINT_MEMBER } from './archive.js';

let rig: AuditRig;
beforeEach(() => {
  rig = new AuditRig();
});
afterEach(() => rig.db.close());

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** The trail with other users in its routine events, and checkpoints that fit them: nothing in it tells. */
async function forgedWithKey(): Promise<SealedEvent[]> {
  const stored = await rig.stored();
  const of = (name: AuditClass) => stored.filter((event) => event.class === name);
  const routine = rewritten(of('routine'), () => ({ userId: 'another' }));
  const fitting = (head: ChainHead) => ({ ...head, hash: routine[head.seq - 1]!.hash });
  const admin = rewritten(of('admin'), ({ type, details }) => {
    if (type !== 'audit.checkpoint') return {};
    const heads = details.heads.map((head) => (head.class === 'routine' ? fitting(head) : head));
    return { details: { ...details, heads } };
  });
  return [...admin, ...routine];
}

describe('a trail that was written anew with the key, and went on', () => {
  async function write(): Promise<{ exported: string[]; logged: string[] }> {
    const writer = rig.newWriter();
    await writer.append(rig.newEvents(10));
    const exported = (await rig.stored()).map(archiveLine);
    await writer.checkpoint();
    const logged = rig.checkpoints.noted.map((position) => JSON.stringify({ [CHECKPOINT_MEMBER]: position }));
    await writer.append(rig.newEvents(5));
    await writer.checkpoint();
    return { exported, logged };
  }

  const replaced = async (lines: readonly string[]) => {
    const { findings } = await verifyHeld(rig, await forgedWithKey(), { against: linesOf(lines) });
    return findings.map(({ kind, class: name, seq, detail }) => [kind, `${name} ${seq}`, detail]);
  };

  it('is whole by itself', async () => {
    await write();
    expect(await verifyHeld(rig, await forgedWithKey())).toMatchObject({ faults: 0, events: 18 });
  });

  it('is found by an export from before, whatever the later checkpoints say', async () => {
    const { exported } = await write();
    expect(await replaced(exported)).toEqual([
      ['replaced', 'routine 10', 'line 11 of the file names another event at this place'],
    ]);
  });

  it('is found by the log from before, whose checkpoint of that time is another, too', async () => {
    const { logged } = await write();
    expect(await replaced(logged)).toEqual([
      ['replaced', 'admin 2', 'line 1 of the file names another event at this place'],
      ['replaced', 'routine 10', 'line 1 of the file names another event at this place'],
    ]);
  });
});
