import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAdmin, type Device, signIn } from '../support/accounts.ts';
import type { Answer, ProblemBody } from '../support/browser.ts';
import { storedEvents, times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import type { PageBody } from '../support/shapes.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const ROUNDS = 20;

/** SQLite is for one process; over MongoDB the two administrators are served by different ones. */
const SETTINGS = STORES.map((kind) => ({ kind, name: kind.name, instances: kind.name === 'sqlite' ? 1 : 2 }));

/** Ways to take an administrator out of office. */
const DISMISSALS = [{ role: 'user' }, { role: 'support' }, { isActive: false }, { role: 'user', isActive: false }];

describe.each(SETTINGS)('the last administrator over $name, $instances instance(s)', ({ kind, instances }) => {
  let store: StoreSettings;
  let services: Service[];
  let ada: Device;
  let bob: Device;

  beforeAll(async () => {
    store = kind.create();
    services = await Promise.all(times(instances, () => startService(store)));
    const [here, there] = [services[0]!, services.at(-1)!];
    ada = await signIn(here, await createAdmin(here));
    bob = await signIn(there, await createAdmin(there));
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await store.discard();
  });

  const dismiss = (actor: Device, whom: Device, rights: object) => actor.patch(`/admin/users/${whom.userId}`, rights);

  async function officeOf(actor: Device): Promise<string[]> {
    const { body } = await actor.get<PageBody<{ id: string }>>('/admin/users?role=admin&isActive=true');
    return body.items.map(({ id }) => id);
  }

  /** Both are in office and signed in, each at an instance of their own. */
  async function restore(survivor: Device, other: Device): Promise<void> {
    expect((await dismiss(survivor, other, { role: 'admin', isActive: true })).status).toBe(200);
    other.token = null;
    await other.signIn();
  }

  describe('who is alone', () => {
    beforeAll(async () => {
      expect((await dismiss(ada, bob, { isActive: false })).status).toBe(200);
    });

    afterAll(() => restore(ada, bob));

    it.each(DISMISSALS)('stays in office, whatever they ask of themselves: %j', async (rights) => {
      const { status, body } = await dismiss(ada, ada, rights);
      expect([status, body.code]).toEqual([409, 'last-admin']);
      expect((await ada.get('/auth/me')).body).toMatchObject({ role: 'admin', isActive: true });
      const refusals = (await storedEvents(services[0]!.app)).filter(({ type }) => type === 'admin.action_refused');
      const details = { permission: 'users:write', reason: 'last-admin', target: ada.userId };
      expect(refusals.at(-1)).toMatchObject({ actorId: ada.userId, userId: ada.userId, details });
    });

    it('may change what leaves them in office', async () => {
      for (const rights of [{}, { role: 'admin' }, { isActive: true }]) {
        expect((await dismiss(ada, ada, rights)).status).toBe(200);
      }
      expect((await ada.refresh()).status).toBe(200);
      await ada.signIn();
    });
  });

  describe('of two', () => {
    it('one may go, of their own will', async () => {
      expect((await dismiss(bob, bob, { role: 'user' })).status).toBe(200);
      expect((await bob.get('/auth/me')).body.code).toBe('token-revoked');
      expect(await officeOf(ada)).toEqual([ada.userId]);
      await restore(ada, bob);
    });

    it(`who dismiss each other at once one stays, ${ROUNDS} times`, async () => {
      const stories: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const rights = DISMISSALS[round % DISMISSALS.length]!;
        const answers = await Promise.all([dismiss(ada, bob, rights), dismiss(bob, ada, rights)]);
        stories.push(storyOf(answers));
        const [survivor, other] = answers[0].status === 200 ? [ada, bob] : [bob, ada];
        expect(await officeOf(survivor)).toEqual([survivor.userId]);
        await restore(survivor, other);
      }
      // Who comes too late is either out already, or would have left nobody.
      const allowed = ['200, 409 last-admin', '200, 401 token-revoked'];
      expect(stories.filter((story) => !allowed.includes(story))).toEqual([]);
    });

    it(`who both resign at once one stays, ${ROUNDS} times`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const rights = DISMISSALS[round % DISMISSALS.length]!;
        const answers = await Promise.all([dismiss(ada, ada, rights), dismiss(bob, bob, rights)]);
        expect([round, storyOf(answers)]).toEqual([round, '200, 409 last-admin']);
        const [survivor, other] = answers[0].status === 200 ? [bob, ada] : [ada, bob];
        expect(await officeOf(survivor)).toEqual([survivor.userId]);
        await restore(survivor, other);
      }
    });
  });
});

function storyOf(answers: readonly Answer<ProblemBody>[]): string {
  const outcomes = answers.map(({ status, body }) => (status === 200 ? '200' : `${status} ${body.code}`));
  return outcomes.sort().join(', ');
}
