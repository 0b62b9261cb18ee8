import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditEvents } from '../../src/application/ports/audit-events.js';
import { AuditStore } from '../../src/application/ports/audit-store.js';
import { StoreHealth } from '../../src/application/ports/store-health.js';
import type { SealedEvent } from '../../src/domain/audit-chain.js';
import { partOf } from '../support/accounts.ts';
import { Browser, newEmail } from '../support/browser.ts';
import { run } from '../support/cli.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';
import { type Tampering, tamperingWith } from '../support/tampering.ts';

describe.each(STORES)('the audit trail from the command line over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;
  let folder: string;
  let tampering: Tampering;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store);
    folder = mkdtempSync(join(tmpdir(), 'ratchet-audit-'));
    const parts = { auditStore: partOf(service, AuditStore), health: partOf(service, StoreHealth) };
    tampering = tamperingWith({ ...parts, context: service.app });
    const owner = new Browser(service.address);
    await owner.register(newEmail());
    for (let refreshes = 0; refreshes < 5; refreshes += 1) await owner.refresh();
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
    rmSync(folder, { recursive: true });
  });

  // Each command is a process that loads the whole service.
  jest.setTimeout(90_000);

  const cli = (...args: string[]) => run({ ...store.variables }, ['audit', ...args]);
  const routine = async (): Promise<SealedEvent[]> =>
    (await Array.fromAsync(partOf(service, AuditEvents).inChainOrder())).filter((event) => event.class === 'routine');

  it('verifies while the service runs, exports, and compares', async () => {
    const verified = await cli('verify');
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/^\d+ events in 3 chains checked: all is as it was written\.\n$/);

    const exported = await cli('export');
    expect(exported).toMatchObject({ code: 0, err: '' });
    const lines = exported.out.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as SealedEvent).type)).toContain('session.refreshed');

    const file = join(folder, 'trail.jsonl');
    expect(await cli('export', '--out', file)).toEqual({ code: 0, out: '', err: '' });
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readFileSync(file, 'utf8')).toBe(exported.out);
    const compared = await cli('verify', '--against', file);
    expect([compared.code, compared.out]).toEqual([0, expect.stringContaining(`${lines.length} lines compared`)]);
    expect((await cli('export', '--out', file)).code).toBe(1);
  });

  it('says which file it can not use, and why', async () => {
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'nothing\n{"of":"use"}\n');
    const useless = await cli('verify', '--against', other);
    expect([useless.code, useless.err]).toEqual([1, expect.stringContaining(`${other} holds neither`)]);
    const missing = await cli('verify', '--against', join(folder, 'missing.jsonl'));
    expect([missing.code, missing.err]).toEqual([1, expect.stringMatching(/ENOENT.*missing\.jsonl/)]);
  });

  it('finds a cut tail by the export, and a deleted event; exit code 1', async () => {
    const file = join(folder, 'before.jsonl');
    await cli('export', '--out', file);
    const events = await routine();
    const [last, third, fourth] = [events.at(-1)!, events[2]!, events[3]!];
    await tampering.remove(last.id);
    const against = await cli('verify', '--against', file);
    expect([against.code, against.out]).toEqual([
      1,
      expect.stringContaining(`cut: event ${events.at(-2)!.id} (writer`),
    ]);

    await tampering.remove(third.id);
    const verified = await cli('verify');
    expect(verified.code).toBe(1);
    expect(verified.out).toContain(
      `missing: event ${fourth.id} (writer ${fourth.writerId}, routine 4): event 3 is missing before it\n`,
    );
  });
});
