import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';

const ADMIN = '019ab9c0-0000-7000-8000-0000000000ad';

let app: UseCases;
let userId: string;
beforeEach(async () => {
  app = new UseCases();
  userId = (await app.register()).user.id;
});
afterEach(() => {
  app.store.close();
});

const unlock = (id = userId) => app.admin.unlockAccount.execute({ actorId: ADMIN, userId: id, client: CLIENT });

async function lock(email = EMAIL): Promise<void> {
  for (let n = 0; n < 5; n += 1) await app.login({ email, password: 'not the password' }).catch(() => undefined);
  await expect(app.login({ email })).rejects.toMatchObject({ code: 'account-locked' });
}

describe('unlocking an account', () => {
  it('lets its owner in at once, and says who did it to whom', async () => {
    await lock();
    await unlock();
    await expect(app.login()).resolves.toMatchObject({ user: { id: userId } });
    expect(app.events('admin.user_unlocked')).toMatchObject([
      { actorId: ADMIN, userId, outcome: 'success', details: {}, ipAddress: CLIENT.ipAddress },
    ]);
  });

  it('leaves other accounts locked', async () => {
    await app.register({ email: 'eve@example.com', password: 'nine green alpacas' });
    await lock('eve@example.com');
    await unlock();
    await expect(app.login({ email: 'eve@example.com' })).rejects.toMatchObject({ code: 'account-locked' });
  });

  it('is fine for one that is not locked', async () => {
    await unlock();
    await unlock();
    expect(app.events('admin.user_unlocked')).toHaveLength(2);
  });

  it('of nobody is refused, and tells nothing', async () => {
    await expect(unlock('019ab9c0-0000-7000-8000-00000000dead')).rejects.toThrow(NotFound);
    expect(app.events('admin.user_unlocked')).toEqual([]);
  });

  it('is not answered without its event', async () => {
    app.audit.failOnce('append');
    await expect(unlock()).rejects.toThrow(StorageUnavailable);
  });
});
