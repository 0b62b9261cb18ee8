import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
beforeEach(() => {
  app = new UseCases();
});
afterEach(() => {
  app.store.close();
});

const create = (email = EMAIL, password = PASSWORD) => app.admin.createAdmin.execute(email, password, CLIENT);
const accounts = () => app.store.all('SELECT id FROM users');

describe('the first administrator', () => {
  it('is made with one insert and one event, and can sign in', async () => {
    const user = await create();
    expect([...app.users.calls, ...app.audit.calls]).toEqual(['insert', 'append']);
    expect(user).toMatchObject({ email: EMAIL, role: 'admin', isActive: true, emailVerifiedAt: app.clock.now() });
    expect(app.events()).toEqual([
      expect.objectContaining({
        type: 'admin.user_created',
        details: { role: 'admin' },
        actorId: null,
        userId: user.id,
        sessionId: null,
      }),
    ]);
    expect((await app.login()).user).toMatchObject({ id: user.id, role: 'admin' });
  });

  it('is found under any spelling of the e-mail', async () => {
    await create(' ADA@Example.com');
    await expect(app.login()).resolves.toBeDefined();
  });
});

describe('an administrator is not made', () => {
  it('where the e-mail is taken: that account stays as it is', async () => {
    const { user } = await app.register();
    await expect(create()).rejects.toMatchObject({ code: 'email-taken' });
    expect(await app.users.real.findById(user.id)).toEqual(user);
    expect(app.events('admin.user_created')).toEqual([]);
  });

  it('of many at once but one', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => create()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(accounts()).toHaveLength(1);
    expect(app.events('admin.user_created')).toHaveLength(1);
  });

  it('with a password against the policy, before any hashing', async () => {
    await expect(create(EMAIL, 'short')).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ field: 'password', message: expect.any(String) }],
    });
    expect(app.hasher.calls).toEqual([]);
    expect(accounts()).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['the insert is refused', () => app.users.failOnce('insert')],
    [
      'the answer to the insert is lost',
      () =>
        app.users.interceptOnce('insert', async (proceed, user) => {
          await proceed(user);
          throw new StorageUnavailable('injected: lost');
        }),
    ],
    ['the event is not stored', () => app.audit.failOnce('append')],
  ])('when %s: the account is taken back, and the same can be asked for again', async (_name, fail) => {
    fail();
    await expect(create()).rejects.toThrow(StorageUnavailable);
    expect(accounts()).toEqual([]);
    await expect(create()).resolves.toBeDefined();
  });

  it('twice in fault: what can not be taken back says why it failed at first', async () => {
    app.audit.failOnce('append');
    app.users.failOnce('withdraw');
    await expect(create()).rejects.toMatchObject({ cause: 'injected: append' });
  });
});
