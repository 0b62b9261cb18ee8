import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';
import { FindUser } from './find-user.js';
import { ListUsers } from './list-users.js';

let app: UseCases;
let ada: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  ada = await app.register({ email: 'jos\u00e9@example.com' });
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

describe('an account', () => {
  const find = (by: Parameters<FindUser['execute']>[0]) => new FindUser(app.users.port).execute(by);

  it('is found by its id, with one read', async () => {
    expect(await find({ id: ada.user.id })).toEqual(ada.user);
    expect(app.users.calls).toEqual(['findById']);
  });

  it('is found by any spelling of its e-mail, with one read', async () => {
    expect(await find({ email: ' JOSE\u0301@Example.com ' })).toEqual(ada.user);
    expect(app.users.calls).toEqual(['findByEmail']);
  });

  it.each([{ id: '019ab9c0-0000-7000-8000-00000000ffff' }, { email: 'eve@example.com' }])(
    'is not found: %j',
    async (by) => {
      await expect(find(by)).rejects.toThrow(NotFound);
    },
  );

  it('is 503 while the store is away', async () => {
    app.users.failOnce('findById');
    await expect(find({ id: ada.user.id })).rejects.toThrow(StorageUnavailable);
  });
});

describe('accounts', () => {
  const NO_FILTER = { emailPrefix: undefined, role: undefined, isActive: undefined };
  const list = (limit: number, after: string | null = null, filter = NO_FILTER) =>
    new ListUsers(app.users.port).execute(filter, { limit, after });

  it('come in pages keyed by their e-mails, one read each', async () => {
    await app.register({ email: 'ada@example.com' });
    app.forgetCalls();
    const first = await list(1);
    expect(first).toMatchObject({ items: [{ email: 'ada@example.com' }], next: 'ada@example.com' });
    expect(await list(1, first.next)).toMatchObject({ items: [ada.user], next: null });
    expect(app.users.calls).toEqual(['page', 'page']);
  });

  it('are 503 while the store is away', async () => {
    app.users.failOnce('page');
    await expect(list(1)).rejects.toThrow(StorageUnavailable);
  });
});
