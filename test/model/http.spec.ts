import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Device, signInAs } from '../support/accounts.js';
import { useService } from '../support/service.js';
import { STORES } from '../support/stores.js';
import { DAY } from '../support/use-cases.js';
import { HTTP_COMMANDS } from './http-commands.js';
import { HttpRig } from './http-rig.js';
import { Reference } from './reference.js';
import { startTally } from './vocabulary.js';

/** A tenth of what the use cases are put through, and for MongoDB a quarter of that. */
const RUNS = Math.ceil(Number(process.env['RATCHET_RUNS'] ?? 200) / 10);
const RULES = {
  refreshTokenTtlMs: 30 * DAY,
  sessionMaxAgeMs: 90 * DAY,
  maxSessionsPerUser: 3,
  refreshLeewayMs: 0,
  reuseScope: 'user',
} as const;

describe.each(STORES)('the service behind HTTP, over $name', (kind) => {
  const service = useService(kind, { MAX_SESSIONS_PER_USER: '3', TRUST_PROXY: '1' });
  let admin: Device;
  let run = 0;

  beforeAll(async () => {
    admin = await signInAs(service(), 'admin');
  });

  it('answers as the model says, whatever is done in whatever order', async () => {
    const numRuns = kind.name === 'sqlite' ? RUNS : Math.ceil(RUNS / 4);
    const counted = startTally();
    const property = fc.asyncProperty(
      fc.commands(HTTP_COMMANDS, { maxCommands: 40, size: 'max' }),
      async (commands) => {
        run += 1;
        const setup = () => ({ model: new Reference(RULES), real: new HttpRig(service().address, admin, run) });
        await fc.asyncModelRun(setup, commands);
      },
    );
    const details = await fc.check(property, { numRuns });
    process.stderr.write(`Model over HTTP and ${kind.name}: ${details.numRuns} sequences, ${counted()}`);
    if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
    expect(details.numRuns).toBe(numRuns);
  }, 3_600_000);
});
