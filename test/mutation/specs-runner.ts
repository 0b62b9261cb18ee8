import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type InstrumenterContext, INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { collect, type CollectedTest } from './collected-specs.ts';
import { loadSourcesBelow } from './load-sources.ts';

/** What verifying a trail finds is shown by the tampering, on both stores: here on SQLite. */
const SPECS = ['src/{domain,application}/**/*.spec.ts', 'test/contract/audit-tampering.spec.ts'];
/** Takes seconds, and repeats 10,000 times what its neighbours show once. */
const TOO_LONG = '10,000 failures from 200 networks';
const LEFT_OUT = [TOO_LONG, 'tampering with the trail in mongodb'];
const SILENCE_MS = 5_000;

class NoAnswer extends Error {}

/**
 * Runs the specs of the two inner rings for Stryker, in its worker's own process. Its Jest runner builds an environment
 * for each spec and mutant, which takes seconds; here every spec is loaded once, and a mutant takes as long as its tests.
 * Mutants of what is computed once, while a module loads, are therefore out of reach: `ignoreStatic`.
 */
class SpecsRunner implements TestRunner {
  private tests: CollectedTest[] = [];
  private readonly costs = new Map<string, number>();
  private readonly context: InstrumenterContext;

  constructor() {
    const holder = globalThis as Record<string, unknown>;
    this.context = holder[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  }

  /** True, though nothing is: without static mutants there's no need, and else Stryker takes a new process for each of them. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    fc.configureGlobal({ endOnFailure: true });
    loadSourcesBelow(pathToFileURL(process.cwd()).href);
    for (const spec of globSync(SPECS).sort()) {
      const tests = await collect(resolve(spec), spec);
      this.tests.push(...tests.filter(({ id }) => LEFT_OUT.every((part) => !id.includes(part))));
    }
  }

  async dryRun(): Promise<DryRunResult> {
    const result = await this.run(this.tests, false);
    const { mutantCoverage } = this.context;
    return result.status === DryRunStatus.Complete && mutantCoverage !== undefined
      ? { ...result, mutantCoverage }
      : result;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }: MutantRunOptions): Promise<MutantRunResult> {
    Object.assign(this.context, {
      activeMutant: activeMutant.id,
      hitCount: hitLimit === undefined ? undefined : 0,
      hitLimit,
    });
    const chosen = testFilter === undefined ? null : new Set(testFilter);
    const tests = this.cheapestFirst().filter(({ id }) => chosen === null || chosen.has(id));
    const result = await this.run(tests, !disableBail);
    return toMutantRunResult(determineHitLimitReached(this.context.hitCount, hitLimit) ?? result);
  }

  private cheapestFirst(): CollectedTest[] {
    const cost = ({ id }: CollectedTest) => this.costs.get(id) ?? 0;
    return this.tests.toSorted((a, b) => cost(a) - cost(b));
  }

  private async run(tests: readonly CollectedTest[], bail: boolean): Promise<DryRunResult> {
    const results: TestResult[] = [];
    for (const test of tests) {
      const result = await this.runOne(test);
      if (result === null) return { status: DryRunStatus.Timeout, reason: `no answer: ${test.id}` };
      results.push(result);
      if (bail && result.status === TestStatus.Failed) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }

  private async runOne(test: CollectedTest): Promise<TestResult | null> {
    this.context.currentTestId = test.id;
    const startedAt = performance.now();
    const about = () => ({
      id: test.id,
      name: test.id,
      fileName: test.fileName,
      timeSpentMs: performance.now() - startedAt,
    });
    try {
      await answered(test.run());
      this.costs.set(test.id, performance.now() - startedAt);
      return { ...about(), status: TestStatus.Success };
    } catch (error) {
      if (error instanceof NoAnswer) return null;
      return { ...about(), status: TestStatus.Failed, failureMessage: String(error) };
    }
  }
}

async function answered(running: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const silence = setTimeout(() => reject(new NoAnswer()), SILENCE_MS);
  try {
    await Promise.race([running, promise]);
  } finally {
    clearTimeout(silence);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'specs', SpecsRunner)];
