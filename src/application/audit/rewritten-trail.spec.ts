import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditRig } from '../../../test/support/audit-rig.js';
import { rewritten, verifyHeld, withKey } from '../../../test/support/rewriting.js';
import { DAY } from '../../../test/support/use-cases.js';
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

describe('a trail of which a part was left out with the key', () => {
  let trail: SealedEvent[];
  let logged: string[];
  beforeEach(async () => {
    const writer = rig.newWriter();
    await writer.append(rig.newEvents(80));
    await writer.checkpoint();
    logged = rig.checkpoints.noted.map((position) => JSON.stringify({ [CHECKPOINT_MEMBER]: position }));
    await writer.append(rig.newEvents(20));
    trail = await rig.stored();
  });

  const past = () => new Date(rig.clock.now().getTime() - DAY);
  const routine = () => trail.filter((event) => event.class === 'routine');
  const others = () => trail.filter((event) => event.class !== 'routine');

  const found = async (held: readonly SealedEvent[], lines: readonly string[] = logged) => {
    const { findings } = await verifyHeld(rig, held, { against: linesOf(lines) });
    return findings.map(({ kind, class: name, seq, detail }) => [kind, `${name} ${seq}`, detail]);
  };

  describe('at the end', () => {
    const CUT = ['cut', 'routine 51', 'line 1 of the file names event 80, but the chain ends at 50'];

    /** After them a checkpoint of the same chains, in which the routine's end is this one. */
    const withCheckpoint = (events: readonly SealedEvent[], changes: Partial<ChainHead>): SealedEvent[] => {
      const last = others().at(-1)!;
      if (last.type !== 'audit.checkpoint') throw new Error('the last event is no checkpoint');
      const heads = last.details.heads.map((head) => (head.class === 'routine' ? { ...head, ...changes } : head));
      const place = { seq: last.seq + 1, prevHash: last.hash, prevPurgeAt: last.purgeAt };
      return [...events, withKey(last, { ...place, id: rig.random.uuid(), details: { ...last.details, heads } })];
    };
    const shortened = () => [...others(), ...routine().slice(0, 50)];

    it('is found once, though a checkpoint in the trail names the same', async () => {
      expect(await found(shortened())).toEqual([CUT]);
    });

    it('is found, whatever checkpoint was added that says the chain went further and was due', async () => {
      const purgeAt = past().toISOString();
      expect(await found(withCheckpoint(shortened(), { seq: 1000, purgeAt }))).toEqual([CUT]);
    });
  });

  describe('at the beginning', () => {
    /** Without 80 events; the first that is left says that the one before it was due, and the rest follows it. */
    const beheaded = () => [
      ...others(),
      ...rewritten(routine(), ({ seq }) => (seq === 81 ? { prevPurgeAt: past() } : {})).slice(80),
    ];

    it('is whole by itself', async () => {
      expect(await found(beheaded(), [])).toEqual([]);
    });

    it('is found by the log from before', async () => {
      expect(await found(beheaded())).toEqual([
        ['missing', 'routine 81', "line 1 of the file names event 80, which is missing before it and isn't due yet"],
      ]);
    });

    it('is not found any more when what the log names is due', async () => {
      rig.clock.advance(31 * DAY);
      expect(await found(beheaded())).toEqual([]);
    });
  });

  it('is told of once, as a hole in the midst', async () => {
    const left = routine().filter(({ seq }) => seq <= 70 || seq > 90);
    expect(await found([...others(), ...left])).toEqual([
      ['missing', 'routine 91', 'events 71 to 90 are missing before it'],
    ]);
  });
});
