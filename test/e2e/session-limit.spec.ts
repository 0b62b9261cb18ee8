import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount, Device, signIn, signInAs } from '../support/accounts.ts';
import { MAX_SESSIONS } from '../support/endings.ts';
import { times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import type { PageBody, SessionBody } from '../support/shapes.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const LIMIT = Number(MAX_SESSIONS.MAX_SESSIONS_PER_USER);
const LOGINS = 20;

/** SQLite is for one process; over MongoDB the devices sign in at different ones. */
const SETTINGS = STORES.map((kind) => ({ kind, name: kind.name, instances: kind.name === 'sqlite' ? 1 : 2 }));

describe.each(SETTINGS)('MAX_SESSIONS_PER_USER over $name, $instances instance(s)', ({ kind, instances }) => {
  let store: StoreSettings;
  let services: Service[];
  let admin: Device;
  let email: string;

  beforeAll(async () => {
    store = kind.create();
    services = await Promise.all(times(instances, () => startService(store, MAX_SESSIONS)));
    admin = await signInAs(services[0]!, 'admin');
    email = await createAccount(services[0]!, 'user');
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await store.discard();
  });

  const newDevice = (index: number) => new Device(services[index % instances]!.address, email);

  /** What the newest of the devices whose login has been answered, and that has not been pushed out, is shown. */
  async function shownToOwner(signedIn: readonly Device[]): Promise<number | null> {
    for (const device of signedIn.toReversed()) {
      const { status, body } = await device.get<{ items: SessionBody[] }>('/auth/sessions');
      if (status === 200) return body.items.length;
    }
    return null;
  }

  async function shownToAdmin({ userId }: Device): Promise<number> {
    const { body } = await admin.get<PageBody<SessionBody>>(`/admin/users/${userId}/sessions`);
    return body.items.length;
  }

  it(`is never exceeded in the eyes of who looks, while ${LOGINS} devices sign in at once`, async () => {
    const signedIn = [await newDevice(0).signIn()];
    const race = { isOver: false };
    const shown: (number | null)[] = [];
    const lookers = [() => shownToOwner(signedIn), () => shownToAdmin(signedIn[0]!)].map(async (look) => {
      while (!race.isOver) shown.push(await look());
    });
    // Once more after a 503: twenty at once can be too many for a slow server.
    const login = (index: number) => newDevice(index).signIn();
    const logins = times(LOGINS, async (index) => signedIn.push(await login(index).catch(() => login(index))));
    await Promise.all(logins).finally(() => (race.isOver = true));
    await Promise.all(lookers);
    expect(signedIn).toHaveLength(LOGINS + 1);
    expect(shown.filter((count) => count !== null).length).toBeGreaterThan(0);
    expect(shown.filter((count) => (count ?? 0) > LIMIT)).toEqual([]);
    expect(await shownToAdmin(signedIn[0]!)).toBe(LIMIT);
    const refreshes = await Promise.all(signedIn.map((device) => device.refresh()));
    const outcomes = refreshes.map(({ status, body }) => (status === 200 ? 'alive' : body.reason));
    expect(outcomes.filter((outcome) => outcome === 'alive')).toHaveLength(LIMIT);
    expect(new Set(outcomes)).toEqual(new Set(['alive', 'evicted']));
  });

  it('pushes out the longest unused, never the new one', async () => {
    const owner = await createAccount(services[0]!, 'user');
    const devices: Device[] = [];
    for (let count = 0; count < LIMIT; count += 1) devices.push(await signIn(services[0]!, owner));
    await devices[0]!.goOn();
    const newest = await signIn(services[0]!, owner);
    const [first, second, ...rest] = devices as [Device, Device, ...Device[]];
    expect((await second.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: 'evicted' });
    const { items } = (await newest.get<{ items: SessionBody[] }>('/auth/sessions')).body;
    const kept = [newest, first, ...rest.toReversed()];
    expect(items.map(({ id }) => id)).toEqual(kept.map(({ sessionId }) => sessionId));
  });
});
