import { describe, expect, it } from '@jest/globals';
import { AuditRig } from '../../../test/support/audit-rig.js';
import { factOf } from '../../../test/support/audit.js';
import { CLIENT } from '../../../test/support/use-cases.js';
import { type AuditType, eventOf } from '../../domain/audit-event.js';
import { firstIdOf } from '../../domain/uuid-time.js';
import { SqliteAuditFigures } from '../../infrastructure/persistence/sqlite/sqlite-audit-figures.js';
import { SqliteSessionRepository } from '../../infrastructure/persistence/sqlite/sqlite-session-repository.js';
import { VerificationPolicy } from '../verification-policy.js';
import { ViewOverview } from './view-overview.js';

const DEFAULTS = { from: undefined, to: undefined, bucket: 'hour' } as const;

/** An overview of a trail in memory whose clock stands at 12:00. */
function overviewOf(rig: AuditRig, mode: ConstructorParameters<typeof VerificationPolicy>[0] = 'off'): ViewOverview {
  const [figures, sessions] = [new SqliteAuditFigures(rig.db), new SqliteSessionRepository(rig.db)];
  return new ViewOverview(figures, sessions, new VerificationPolicy(mode), rig.clock);
}

/** Stores events of the types, all at one time, with ids of that time as the service makes them. */
async function happened(rig: AuditRig, time: string, ...types: AuditType[]): Promise<void> {
  const fact = factOf('user.registered');
  const events = types.map((type) =>
    eventOf({ ...fact, type } as typeof fact, CLIENT, idAt(time, rig.random.uuid()), new Date(time)),
  );
  await rig.newWriter().append(events);
}

function idAt(time: string, uuid: string): string {
  return firstIdOf(Date.parse(time)).slice(0, 14) + uuid.slice(14);
}

describe('the overview', () => {
  it('counts each type as its figure, in the hour in which it happened', async () => {
    const rig = new AuditRig();
    await happened(
      rig,
      '2026-11-25T10:00:00.000Z',
      'login.succeeded',
      'user.registered',
      'login.failed',
      'user.registered',
    );
    await happened(rig, '2026-11-25T11:59:59.999Z', 'session.refreshed', 'session.reuse_detected', 'login.locked');
    await happened(rig, '2026-11-25T11:30:00.000Z', 'session.revoked', 'session.refreshed', 'session.refresh_retried');
    const { buckets } = await overviewOf(rig).execute({ ...DEFAULTS, from: new Date('2026-11-25T09:30:00.000Z') });
    expect(buckets).toEqual([
      { at: new Date('2026-11-25T09:00:00.000Z'), signIns: 0, failures: 0, refreshes: 0, reuse: 0, lockouts: 0 },
      { at: new Date('2026-11-25T10:00:00.000Z'), signIns: 3, failures: 1, refreshes: 0, reuse: 0, lockouts: 0 },
      { at: new Date('2026-11-25T11:00:00.000Z'), signIns: 0, failures: 0, refreshes: 2, reuse: 1, lockouts: 1 },
    ]);
  });

  it('takes no registration for a sign-in where the address has to be confirmed first', async () => {
    const rig = new AuditRig();
    await happened(rig, '2026-11-25T11:00:00.000Z', 'user.registered', 'login.succeeded');
    const { buckets } = await overviewOf(rig, 'required').execute(DEFAULTS);
    expect(buckets.map(({ signIns }) => signIns)).toEqual([...Array<number>(23).fill(0), 1]);
  });

  it('shows the ten newest of what is suspicious, reuse among them', async () => {
    const rig = new AuditRig();
    await happened(rig, '2026-11-24T11:59:59.999Z', 'suspicious.new_device');
    await happened(rig, '2026-11-25T10:00:00.000Z', ...Array<AuditType>(12).fill('suspicious.new_network'));
    await happened(
      rig,
      '2026-11-25T11:00:00.000Z',
      'session.reuse_detected',
      'login.failed',
      'suspicious.token_reused',
    );
    const { suspicious } = await overviewOf(rig).execute(DEFAULTS);
    expect(suspicious.map(({ type }) => type)).toEqual([
      'suspicious.token_reused',
      'session.reuse_detected',
      ...Array<AuditType>(8).fill('suspicious.new_network'),
    ]);
  });

  it.each([
    ['an hour, 31 days', 31 * 24, { from: new Date('2026-10-25T12:00:00.000Z') }],
    ['a day, 400 days', 401, { from: new Date('2025-10-21T12:00:00.000Z'), bucket: 'day' as const }],
  ])('reaches as far back as it may: in buckets of %s', async (_what, count, range) => {
    const { buckets } = await overviewOf(new AuditRig()).execute({ ...DEFAULTS, ...range });
    expect(buckets).toHaveLength(count);
  });

  it.each([
    ['from', { from: new Date('2026-11-25T12:00:00.000Z') }],
    ['to', { from: new Date('2026-11-24T12:00:00.000Z'), to: new Date('2026-11-24T12:00:00.000Z') }],
    ['from', { from: new Date('2026-10-25T11:59:59.999Z') }],
    ['from', { from: new Date('2025-10-21T11:59:59.999Z'), bucket: 'day' as const }],
  ])('refuses a range that is empty or too long by the name of `%s`', async (field, range) => {
    const refused = overviewOf(new AuditRig()).execute({ ...DEFAULTS, ...range });
    await expect(refused).rejects.toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });
});
