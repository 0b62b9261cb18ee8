import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAdmin, type Device, signIn, signInAs } from '../support/accounts.ts';
import { Browser, newEmail } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const HOUR = 3_600_000;
const FIGURES = ['signIns', 'failures', 'refreshes', 'reuse', 'lockouts'] as const;

type Bucket = { readonly at: string } & Readonly<Record<(typeof FIGURES)[number], number>>;

interface OverviewBody {
  readonly from: string;
  readonly to: string;
  readonly bucket: string;
  readonly buckets: Bucket[];
  readonly liveSessions: number;
  readonly suspicious: { readonly id: string; readonly type: string }[];
}

describe.each(STORES)('GET /admin/overview over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;
  let admin: Device;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store);
    admin = await signIn(service, await createAdmin(service));
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  const read = async (query = '') => {
    const { status, body } = await admin.get<OverviewBody>(`/admin/overview?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body;
  };
  const sums = ({ buckets }: OverviewBody) =>
    Object.fromEntries(FIGURES.map((figure) => [figure, buckets.reduce((sum, bucket) => sum + bucket[figure], 0)]));

  it('covers the last 24 hours by the hour, unless asked otherwise, with the empty hours', async () => {
    const { from, to, bucket, buckets } = await read();
    expect([Date.parse(to) - Date.parse(from), bucket]).toEqual([24 * HOUR, 'hour']);
    const first = Math.floor(Date.parse(from) / HOUR);
    const hours = Math.ceil(Date.parse(to) / HOUR) - first;
    const starts = Array.from({ length: hours }, (_, index) => new Date((first + index) * HOUR).toISOString());
    expect(buckets.map(({ at }) => at)).toEqual(starts);
    expect(buckets[0]).toEqual({ at: starts[0], signIns: 0, failures: 0, refreshes: 0, reuse: 0, lockouts: 0 });
  });

  it('counts sign-ins, refusals, refreshes, reuse and lockouts, and the sessions that are live', async () => {
    const before = await read();
    const owner = await signInAs(service, 'user');
    await new Browser(service.address).register(newEmail());
    await owner.goOn();
    await owner.goOn();
    for (let guesses = 0; guesses < 6; guesses += 1) await new Browser(service.address).login(owner.email, 'a guess');
    const later = await read();
    expect(later.liveSessions - before.liveSessions).toBe(2);
    const [had, has] = [sums(before), sums(later)];
    const added = Object.fromEntries(FIGURES.map((figure) => [figure, has[figure]! - had[figure]!]));
    expect(added).toEqual({ signIns: 2, failures: 5, refreshes: 2, reuse: 0, lockouts: 1 });
    expect(later.suspicious.filter(({ type }) => /reuse/.test(type))).toEqual([]);
  });

  it('shows a reused token as the audit trail does, and counts no session that it ended', async () => {
    const owner = await signInAs(service, 'user');
    const thief = owner.copy();
    await owner.goOn();
    const before = await read('bucket=day');
    expect((await thief.refresh()).body.code).toBe('refresh-token-reused');
    const after = await read('bucket=day');
    expect(sums(after)['reuse']! - sums(before)['reuse']!).toBe(1);
    expect(before.liveSessions - after.liveSessions).toBe(1);
    const trail = await admin.get<{ items: unknown[] }>('/admin/audit-events?type=session.reuse_detected&limit=1');
    expect(after.suspicious).toEqual(expect.arrayContaining(trail.body.items));
    expect(after.suspicious.length).toBeLessThanOrEqual(10);
    const ids = after.suspicious.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().reverse());
  });

  it('takes the longest ranges, and any zone', async () => {
    const hours = await read('from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z');
    expect([hours.buckets.length, hours.buckets[0]?.at]).toEqual([744, '2026-01-01T00:00:00.000Z']);
    const to = encodeURIComponent('2026-02-05T09:00:00+09:00');
    const days = await read(`bucket=day&from=2025-01-01T00:00:00Z&to=${to}`);
    expect([days.buckets.length, days.to]).toEqual([400, '2026-02-05T00:00:00.000Z']);
  });

  it.each([
    ['from', 'from=yesterday'],
    ['from', 'from=2999-01-01T00:00:00Z'],
    ['from', 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00.001Z'],
    ['from', 'bucket=day&from=2025-01-01T00:00:00Z&to=2026-02-05T00:00:00.001Z'],
    ['to', 'to=2026-11-25'],
    ['to', 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['to', 'from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z'],
    ['bucket', 'bucket=week'],
    ['bucket', 'bucket=toString'],
    ['bucket', 'bucket=hour&bucket=day'],
    ['nope', 'nope=1'],
  ])('refuses by the name of the field: %s in %s', async (field, query) => {
    const answer = await admin.get(`/admin/overview?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
  });
});
