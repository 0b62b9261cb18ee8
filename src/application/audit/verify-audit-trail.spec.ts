import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AUDIT_KEY, auditWriterOver, SEAL } from '../../../test/support/audit.js';
import { AuditRig } from '../../../test/support/audit-rig.js';
import { DAY } from '../../../test/support/use-cases.js';
import type { SealedEvent } from '../../domain/audit-chain.js';
import { HmacAuditSeal } from '../../infrastructure/crypto/hmac-audit-seal.js';
import { SqliteHousekeeping } from '../../infrastructure/persistence/sqlite/sqlite-housekeeping.js';
import type { AuditSeal } from '../ports/audit-seal.js';
import { NAMED_FINDINGS } from './audit-report.js';
import { ExportAuditTrail } from './export-audit-trail.js';
import { VerifyAuditTrail } from './verify-audit-trail.js';

let rig: AuditRig;
beforeEach(() => {
  rig = new AuditRig();
});
afterEach(() => rig.db.close());

async function* linesOf(...lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

const verify = (against: AsyncIterable<string> | null = null, seal: AuditSeal = SEAL) =>
  new VerifyAuditTrail(rig.events, seal, rig.clock).execute(against);
const kinds = async (...args: Parameters<typeof verify>) => (await verify(...args)).findings.map(({ kind }) => kind);
const sql = (statement: string, ...values: (string | number)[]) => rig.db.write(() => rig.db.run(statement, ...values));
const exported = () => Array.fromAsync(new ExportAuditTrail(rig.events).execute());

/** Ten events a day for as many days, by one process. */
async function writeDays(days: number): Promise<void> {
  const writer = rig.newWriter();
  for (let day = 0; day < days; day += 1) {
    await writer.append([...rig.newEvents(8), rig.newEvent('user.registered'), rig.newEvent('user.registered')]);
    await writer.checkpoint();
    rig.clock.advance(DAY);
  }
}

describe('an empty trail', () => {
  it('is whole', async () => {
    expect(await verify()).toEqual({ events: 0, chains: 0, compared: null, findings: [], faults: 0 });
  });
});

describe('purging', () => {
  const purge = () => new SqliteHousekeeping(rig.db, rig.clock).purge();
  const left = async () => (await rig.stored()).map((event) => event.class);

  it.each([29, 30, 35, 60, 399, 430])('leaves a trail that verifies, %s days after its beginning', async (days) => {
    await writeDays(40);
    rig.clock.advance((days - 40) * DAY);
    const purged = await purge();
    expect(await verify()).toMatchObject({ faults: 0, events: 40 * 11 + 1 - purged });
    expect((await left()).includes('routine')).toBe(days < 69);
  });

  it('takes the beginnings of chains only, also of those that were written in one moment', async () => {
    const writer = rig.newWriter();
    await writer.append(rig.newEvents(1200));
    rig.clock.advance(31 * DAY);
    let bites = 0;
    const { run } = rig.db;
    rig.db.run = (statement, ...values) => {
      if (statement.startsWith('DELETE FROM auditEvents')) bites += 1;
      if (bites > 1) throw new Error('the process died');
      return run.call(rig.db, statement, ...values);
    };
    await expect(purge()).rejects.toThrow('the process died');
    rig.db.run = run;
    expect((await rig.stored()).find((event) => event.class === 'routine')?.seq).toBe(501);
    expect((await verify()).faults).toBe(0);
  });

  it('is no excuse for a hole among what is due', async () => {
    await writeDays(10);
    rig.clock.advance(50 * DAY);
    await sql("DELETE FROM auditEvents WHERE class = 'routine' AND seq = 7");
    expect(await kinds()).toEqual(['missing']);
  });

  it('is no excuse for a beginning that is not due', async () => {
    await writeDays(10);
    rig.clock.advance(25 * DAY);
    await purge();
    await sql("DELETE FROM auditEvents WHERE class = 'routine' AND seq < 50");
    expect(await kinds()).toEqual(['missing']);
  });
});

describe('keys', () => {
  const NEW = 'a newer key for the tests of the trail';

  it('rotate: what the old key sealed still verifies beside the new one', async () => {
    await rig.newWriter().append(rig.newEvents(3));
    const rotated = new HmacAuditSeal([NEW, AUDIT_KEY]);
    await auditWriterOver(rig.store.port, rig.clock, rig.random, { seal: rotated }).append(rig.newEvents(3));
    expect(await kinds(null, rotated)).toEqual([]);
    expect(new Set((await rig.stored()).map(({ keyId }) => keyId)).size).toBe(2);
  });

  it('that were dropped too early are named', async () => {
    await rig.newWriter().append(rig.newEvents(1));
    const { findings } = await verify(null, new HmacAuditSeal([NEW]));
    expect(findings.map(({ kind, detail }) => [kind, detail])).toEqual(
      ['admin', 'routine'].map(() => ['key-unknown', `none of AUDIT_KEYS is the key ${SEAL.keyId} that it names`]),
    );
  });
});

describe('a trail that is written to meanwhile', () => {
  it('verifies', async () => {
    const writer = rig.newWriter();
    await writer.append(rig.newEvents(700));
    const reading = rig.events.inChainOrder.bind(rig.events);
    rig.events.inChainOrder = async function* (chain) {
      for await (const event of reading(chain)) {
        yield event;
        if (event.seq % 100 !== 0) continue;
        await writer.append([rig.newEvent(), rig.newEvent('user.registered')]);
        await writer.checkpoint();
      }
    };
    expect(await verify()).toMatchObject({ faults: 0, chains: 3 });
  });
});

describe('a trail that is wrong throughout', () => {
  it('has its first faults named, and all counted', async () => {
    await rig.newWriter().append(rig.newEvents(100));
    await sql("UPDATE auditEvents SET outcome = 'failure' WHERE class = 'routine'");
    const { findings, faults } = await verify();
    expect([findings.length, faults, findings[0]?.seq]).toEqual([NAMED_FINDINGS, 100, 1]);
  });
});

describe('against', () => {
  const cutAll = (from: number) => sql("DELETE FROM auditEvents WHERE class = 'routine' AND seq >= ?", from);

  it('an export of the same trail, nothing is found', async () => {
    await writeDays(3);
    expect(await verify(linesOf(...(await exported())))).toMatchObject({ faults: 0, compared: 34 });
  });

  it('an export from before, of which part was purged meanwhile, nothing is found', async () => {
    await writeDays(3);
    const lines = await exported();
    rig.clock.advance(40 * DAY);
    await new SqliteHousekeeping(rig.db, rig.clock).purge();
    await rig.newWriter().append(rig.newEvents(3));
    expect(await kinds(linesOf(...lines))).toEqual([]);
  });

  it('an export, a cut tail is found that nothing in the store knows of', async () => {
    await rig.newWriter().append(rig.newEvents(10));
    const lines = await exported();
    await cutAll(9);
    expect(await kinds()).toEqual([]);
    const { findings } = await verify(linesOf(...lines));
    expect(findings).toEqual([expect.objectContaining({ kind: 'cut', class: 'routine', seq: 9 })]);
    expect(findings[0]?.detail).toBe('line 11 of the file names event 10, but the chain ends at 8');
  });

  it('the log, a cut tail is found', async () => {
    const writer = rig.newWriter();
    await writer.append(rig.newEvents(10));
    await writer.checkpoint();
    const log = rig.checkpoints.noted.map((auditCheckpoint) => JSON.stringify({ level: 30, auditCheckpoint }));
    await cutAll(9);
    await sql("DELETE FROM auditEvents WHERE type = 'audit.checkpoint'");
    expect(await kinds()).toEqual([]);
    const lines = ['{"level":30,"msg":"answered"}', 'no JSON', '', ...log, '{"auditCheckpoint":{"writerId":7}}'];
    expect(await verify(linesOf(...lines))).toMatchObject({ compared: 1, faults: 2 });
  });

  it('a trail that was written anew with the key is found, unlike without', async () => {
    await rig.newWriter().append(rig.newEvents(4));
    const lines = await exported();
    const [, ...routine] = await rig.stored();
    let before: SealedEvent | null = null;
    for (const { keyId: _keyId, hash: _hash, ...event } of routine) {
      before = SEAL.seal({ ...event, userId: 'another', prevHash: before?.hash ?? null });
      await sql(
        'UPDATE auditEvents SET userId = ?, prevHash = ?, hash = ? WHERE id = ?',
        'another',
        before.prevHash ?? '',
        before.hash,
        event.id,
      );
      if (before.prevHash === null) await sql('UPDATE auditEvents SET prevHash = NULL WHERE id = ?', event.id);
    }
    expect(await kinds()).toEqual([]);
    expect(await kinds(linesOf(...lines))).toEqual(['replaced']);
  });

  it('a file whose events were edited, it is said of the file', async () => {
    await rig.newWriter().append(rig.newEvents(2));
    const lines = (await exported()).map((line, index) => (index === 1 ? line.replace('success', 'failure') : line));
    const { findings } = await verify(linesOf(...lines));
    expect(findings.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['archive-forged', 'line 2 of the file is not as it was exported, or its key is unknown'],
    ]);
  });

  it('another file, nothing could be compared', async () => {
    expect(await verify(linesOf('', '{}', '[]', 'null', '7', '{"auditCheckpoint":null}'))).toMatchObject({
      compared: 0,
    });
  });
});

describe('an export', () => {
  it('is one line of JSON for each event, complete', async () => {
    await rig.newWriter().append(rig.newEvents(2));
    const lines = await exported();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      JSON.parse(JSON.stringify(await rig.stored())) as unknown,
    );
    expect(lines.some((line) => line.includes('\n'))).toBe(false);
  });
});
