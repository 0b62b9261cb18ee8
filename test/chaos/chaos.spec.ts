import { describe, expect, it } from '@jest/globals';
import { enumerateFaults } from './enumerate-faults.ts';
import { COMMON } from './fault-cases.ts';
import { survive } from './kills.ts';
import type { StoreName, Target } from './stage.ts';
import { report, type Verdict } from './verdict.ts';

// The quick part of `npm run chaos`: processes of their own are killed and failed here, which takes its time where a machine is slow.
const LIMIT_MS = 240_000;

function expectSurvived(verdict: Verdict): void {
  process.stderr.write(`${report({ ...verdict, violations: [] })}\n`);
  if (verdict.violations.length > 0) throw new Error(report(verdict));
}

describe('under load', () => {
  it.each<[StoreName, Target[]]>([
    ['sqlite', ['service', 'service']],
    ['mongodb', ['store', 'both']],
  ])(
    '%s: what is killed comes back without anything lost, doubled or resurrected',
    async (store, targets) => {
      const verdict = await survive({ store, targets, people: 6, seed: Date.now() % 2 ** 31 });
      expectSurvived(verdict);
      expect(verdict.figures['kills']).toBe(2);
    },
    LIMIT_MS,
  );
});

describe('a store that fails at any one command', () => {
  it.each<[StoreName, string[]]>([
    ['sqlite', ['I/O error']],
    ['mongodb', ['not the primary', 'closed after']],
  ])(
    '%s: is answered 503 or not felt at all, and the same request goes through afterwards',
    async (store, kinds) => {
      const verdict = await enumerateFaults({ store, cases: COMMON, kinds, persistence: 1 });
      expectSurvived(verdict);
      // Each has a few commands, and each of them was failed: where nothing is hit, nothing is shown.
      expect(verdict.figures['faults']).toBeGreaterThan(3 * COMMON.length);
    },
    LIMIT_MS,
  );
});
