import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials } from '../../domain/errors.js';

let app: UseCases;
let owner: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  owner = await app.register();
});
afterEach(() => {
  app.store.close();
});

const change = (currentPassword: string) => {
  const caller = { userId: owner.user.id, sessionId: owner.session.id };
  return app.changePassword.execute({ caller, currentPassword, newPassword: 'nine green alpacas', client: CLIENT });
};

describe('a change of password', () => {
  it('is told to the owner', async () => {
    await change(PASSWORD);
    expect(app.recovery.mailer.sent).toEqual([
      { kind: 'password-changed', to: EMAIL, data: { by: 'change', at: app.clock.now() } },
    ]);
  });

  it('is told even if its event can not be stored: it has happened', async () => {
    app.audit.failOnce('append');
    await expect(change(PASSWORD)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(app.recovery.kinds).toEqual(['password-changed']);
  });

  it('that is refused is told to nobody', async () => {
    await expect(change('nine green alpacas')).rejects.toThrow(InvalidCredentials);
    expect(app.recovery.mailer.sent).toEqual([]);
  });

  it('that loses the swap is told to nobody', async () => {
    app.users.intercept('replacePassword', async () => null);
    await expect(change(PASSWORD)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(app.recovery.mailer.sent).toEqual([]);
  });
});
