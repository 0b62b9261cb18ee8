import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getModelToken } from '@nestjs/mongoose';
import fc from 'fast-check';
import type { Model } from 'mongoose';
import type { SessionDocument } from '../../src/infrastructure/persistence/mongoose/schemas.js';
import { SqliteHousekeeping } from '../../src/infrastructure/persistence/sqlite/sqlite-housekeeping.js';
import { openPersistence, type Persistence } from '../support/persistence.js';
import { PlainHasher } from '../support/plain-hasher.js';
import { STORES } from '../support/stores.js';
import { DAY, UseCases } from '../support/use-cases.js';
import { COMMANDS } from './commands.js';
import { Reference, type Rules } from './reference.js';
import { Rig, type Start } from './rig.js';
import { startTally } from './vocabulary.js';

/** Sequences over SQLite; MongoDB, whose calls take a hundred times as long, gets a part of them. */
const RUNS = Number(process.env['RATCHET_RUNS'] ?? 200);
const MONGO_PART = 20;
const MAX_COMMANDS = 60;

/** As a failure prints it. */
const REPLAY = JSON.parse(process.env['RATCHET_REPLAY'] ?? '{}') as Replay;

interface Replay {
  readonly seed?: number;
  readonly path?: string;
  readonly replayPath?: string;
}

let mongo: Persistence;
let mongoBase: UseCases;
beforeAll(async () => {
  mongo = await openPersistence(STORES.find(({ name }) => name === 'mongodb')!);
  mongoBase = new UseCases();
  // The server's own clock purges too.
  mongoBase.clock.set(new Date());
});
afterAll(async () => {
  mongoBase.store.close();
  await mongo.close();
});

const hasher = new PlainHasher();

function rigOverSqlite(policy: Rules): Rig {
  const start: Start = (appKeys, beside) => new UseCases({ policy, hasher, appKeys, ...(beside && { beside }) });
  return new Rig(start, 'x', (app) => new SqliteHousekeeping(app.store, app.clock).purge());
}

let runsOverMongo = 0;
function rigOverMongo(policy: Rules): Rig {
  const start: Start = (appKeys, beside = mongoBase) =>
    new UseCases({ policy, hasher, appKeys, beside, ports: () => mongo });
  const sessions = mongo.context.get<Model<SessionDocument>>(getModelToken('Session'), { strict: false });
  runsOverMongo += 1;
  return new Rig(start, String(runsOverMongo), ({ clock }) =>
    sessions.deleteMany({ purgeAt: { $lte: clock.now() } }).exec(),
  );
}

const rules: fc.Arbitrary<Rules> = fc.record({
  refreshTokenTtlMs: fc.constant(30 * DAY),
  sessionMaxAgeMs: fc.constant(90 * DAY),
  maxSessionsPerUser: fc.constantFrom(3, 20),
  refreshLeewayMs: fc.constantFrom(0, 10_000),
  reuseScope: fc.constantFrom('user' as const, 'session' as const),
});

const { seed, path, ...ofCommands } = REPLAY;
const sequences = fc.commands(COMMANDS, { maxCommands: MAX_COMMANDS, size: 'max', ...ofCommands });
type Sequence = typeof sequences extends fc.Arbitrary<infer S> ? S : never;
const where = seed === undefined || path === undefined ? {} : { seed, path };

it.each([
  ['sqlite', RUNS, rigOverSqlite, (rig: Rig) => rig.app.store.close()],
  ['mongodb', Math.ceil(RUNS / MONGO_PART), rigOverMongo, () => undefined],
] as const)(
  'over %s the service does what the model says, whatever is done in whatever order',
  async (store, numRuns, makeRig, close) => {
    const counted = startTally();
    const property = fc.asyncProperty(rules, sequences, async (policy, commands) => {
      const real = makeRig(policy);
      try {
        await fc.asyncModelRun(() => ({ model: new Reference(policy), real }), commands);
      } finally {
        close(real);
      }
    });
    const details = await fc.check(property, { numRuns, ...where });
    process.stderr.write(`Model over ${store}: ${details.numRuns} sequences, ${counted()}`);
    if (details.failed) throw new Error(reportOf(details, store), { cause: details.errorInstance });
    expect(details.numRuns).toBe(numRuns);
  },
  3_600_000,
);

/** What went wrong, with the shrunk sequence, and how to run it again. */
function reportOf(details: fc.RunDetails<[Rules, Sequence]>, store: string): string {
  const { seed, counterexamplePath: path, counterexample, errorInstance } = details;
  const replayPath = /replayPath="([^"]*)"/.exec(fc.stringify(counterexample))?.[1];
  const replay = `RATCHET_REPLAY='${JSON.stringify({ seed, path, replayPath })}'`;
  const again = `${replay} npm test -- --selectProjects model -t 'over ${store}'`;
  return [String(errorInstance), fc.defaultReportMessage(details), again].join('\n');
}
