import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';

const NEW_PASSWORD = 'eleven green walruses';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const change = ({ user, session }: SignedInClient, currentPassword: string) =>
  app.changePassword.execute({
    caller: { userId: user.id, sessionId: session.id },
    currentPassword,
    newPassword: NEW_PASSWORD,
    client: CLIENT,
  });

async function guessWrong(device: SignedInClient): Promise<void> {
  for (let n = 0; n < 5; n += 1) {
    await expect(change(device, 'not the password')).rejects.toMatchObject({ code: 'invalid-credentials' });
  }
}

describe('the present password at a change', () => {
  it('is guessed five times, whoever holds the access token; then nothing is looked at', async () => {
    await guessWrong(laptop);
    app.forgetCalls();
    await expect(change(laptop, PASSWORD)).rejects.toMatchObject({ code: 'account-locked', retryAfterSeconds: 30 });
    expect(app.hashings).toEqual([]);
    expect(app.events('login.locked')).toMatchObject([{ details: { limit: 'session' }, userId: laptop.user.id }]);
    app.clock.advance(30_000);
    await change(laptop, PASSWORD);
    expect(app.events('password.change_refused')).toHaveLength(5);
  });

  it('locks neither another session nor the login', async () => {
    await guessWrong(laptop);
    await expect(app.login()).resolves.toBeDefined();
    await expect(change(phone, PASSWORD)).resolves.toBeUndefined();
  });

  it('is not locked by those who fail to sign in', async () => {
    for (let n = 0; n < 6; n += 1) await app.login({ password: 'not the password' }).catch(() => undefined);
    await expect(app.login()).rejects.toMatchObject({ code: 'account-locked' });
    await expect(change(laptop, PASSWORD)).resolves.toBeUndefined();
  });
});
