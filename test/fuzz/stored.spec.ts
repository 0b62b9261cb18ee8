import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archiveLine, readArchiveLine } from '../../src/application/audit/archive.js';
import { VerifyAuditTrail } from '../../src/application/audit/verify-audit-trail.js';
import { StorageUnavailable } from '../../src/domain/errors.js';
import { Argon2PasswordHasher } from '../../src/infrastructure/crypto/argon2-password-hasher.js';
import { HibpPasswordBlocklist } from '../../src/infrastructure/crypto/hibp-password-blocklist.js';
import { Peppers } from '../../src/infrastructure/crypto/peppers.js';
import { AuditRig } from '../support/audit-rig.js';
import { SEAL } from '../support/audit.js';
import { anyText, inheritedNames, nearly, oneOf, RUNS, TREACHEROUS } from './arbitraries.js';

const options = { numRuns: RUNS };

describe("an archive's line", () => {
  const rig = new AuditRig();
  afterAll(() => rig.db.close());
  const verify = new VerifyAuditTrail(rig.events, SEAL, rig.clock);

  it('is read as it was written', async () => {
    await rig.newWriter().append(rig.newEvents(20));
    const stored = await rig.stored();
    expect(stored.map((event) => readArchiveLine(archiveLine(event)))).toEqual(
      stored.map((event) => ({ kind: 'event', event })),
    );
  });

  it('of anybody else is a finding or no line of one, and never the end of verifying', async () => {
    const line = archiveLine((await rig.stored())[0]!);
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(...TREACHEROUS, 1e300, -1, '9999-99-99', '2026-01-01T00:00:00.000Z'),
    );
    const member = fc.constantFrom(...Object.keys(JSON.parse(line) as object), 'auditCheckpoint', 'heads', '__proto__');
    const edited = fc
      .array(fc.tuple(member, value), { minLength: 1 })
      .map((edits) =>
        line.replace(
          /\}$/,
          edits.map(([name, each]) => `,${JSON.stringify(name)}:${JSON.stringify(each)}`).join('') + '}',
        ),
      );
    const head = fc.record({ class: value, seq: value, hash: value, purgeAt: value }, { requiredKeys: [] });
    const heads = fc.record({
      writerId: value,
      heads: fc.oneof(
        value,
        fc.array(fc.oneof(head, fc.constant({ class: 'admin', seq: 5, hash: 'x', purgeAt: 'May 2099' }))),
      ),
    });
    const checkpoint = heads.map((position) => JSON.stringify({ auditCheckpoint: position }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(edited, checkpoint, nearly(line), anyText)), async (lines) => {
        const report = await verify.execute(linesOf(lines));
        expect(report.compared).toBeLessThanOrEqual(lines.length);
        expect(report.findings.length).toBeLessThanOrEqual(report.faults);
      }),
      options,
    );
    expect(inheritedNames()).toEqual([]);
  });
});

describe('a stored password hash', () => {
  const COST = { memoryCost: 7168, timeCost: 1, parallelism: 1 };
  const lines: string[] = [];
  const peppers = new Peppers(['Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra'], { error: (text) => lines.push(text) });
  const hasher = new Argon2PasswordHasher(COST, peppers);

  it('goes with its pepper through sealing and opening', () => {
    const salt = fc.string({ unit: oneOf('ABCabc019+/') });
    fc.assert(
      fc.property(salt, (text) => {
        const phc = `$argon2id$v=19$m=7168,t=1,p=1$${text}`;
        expect(peppers.open(peppers.seal(phc))).toEqual({ phc, pepper: peppers.newest });
      }),
      options,
    );
  });

  it('that is damaged lets nobody in', async () => {
    const hash = await hasher.hash('seven purple llamas');
    const cost = hash.lastIndexOf('=') + 2;
    // Not the cost: a thousand times as much would be taken at its word.
    const damaged = fc.oneof(
      nearly(hash.slice(cost)).map((text) => hash.slice(0, cost) + text),
      anyText,
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (stored) => {
        fc.pre(bytesOf(stored) !== bytesOf(hash));
        const verdict: unknown = await hasher.verify(stored, 'seven purple llamas').catch((fault: unknown) => fault);
        // An error of native code is not of this realm, so not an instance of its Error.
        if (verdict !== false) expect(Object.prototype.toString.call(verdict)).toBe('[object Error]');
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });
});

/** Base64 has several spellings of one value. */
function bytesOf(stored: string): string {
  return stored
    .split('$')
    .map((part, index) => (index < 4 ? part : Buffer.from(part, 'base64').toString('hex')))
    .join('$');
}

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe('a list of breached passwords', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-fuzz-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'list.txt');
  const hash = fc.string({ minLength: 40, maxLength: 40, unit: oneOf('0123456789ABCDEF') });
  const line = hash.map((text) => `${text}:7`);

  async function lookUp(text: string | Buffer): Promise<string> {
    writeFileSync(path, text);
    const list = await HibpPasswordBlocklist.open(path);
    try {
      return String(await list.contains('password'));
    } finally {
      await list.onApplicationShutdown();
    }
  }

  it('is read, or refused with a reason, whatever the file holds', async () => {
    const rubbish = fc
      .array(
        fc.oneof(
          line,
          line.chain((text) => nearly(text)),
          anyText,
        ),
      )
      .map((lines) => lines.join('\n'));
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(fc.oneof(rubbish, bytes), async (text) => {
        const fault: unknown = await lookUp(text).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (fault === null || fault instanceof StorageUnavailable) return;
        expect((fault as Error).message).toMatch(/^(no line of the form|it is not sorted|it has no line)/);
      }),
      options,
    );
  });

  it('holds what is in it, wherever it stands, and nothing else', async () => {
    const known = '5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8';
    const ends = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(hash, { minLength: 1 }), ends, fc.boolean(), async (others, end, isLast) => {
        const without = others.filter((text) => text !== known);
        const file = (hashes: string[]) =>
          hashes
            .toSorted()
            .map((text) => `${text}:7`)
            .join(end) + (isLast ? end : '');
        expect(await lookUp(file([...without, known]))).toBe('true');
        if (without.length > 0) expect(await lookUp(file(without))).toBe('false');
      }),
      options,
    );
  });
});
