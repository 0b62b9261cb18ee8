import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, EMAIL, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';

const EVE = 'eve@example.com';
const ELSEWHERE = { ...CLIENT, ipAddress: '198.51.100.9' };
const WRONG = 'eight purple llamas';

let app: UseCases;
let ada: SignedInClient;
let eve: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  app.hasher.intercept('verify', (_real, _hash, password) => Promise.resolve(password === PASSWORD));
  ada = await app.register();
  eve = await app.register({ email: EVE });
});
afterEach(() => {
  app.store.close();
});

it('a guess that is still being looked at keeps neither another account nor another network waiting', async () => {
  const verdict = Promise.withResolvers<boolean>();
  const begun = new Promise<void>((begin) => {
    app.hasher.interceptOnce('verify', () => {
      begin();
      return verdict.promise;
    });
  });
  const held = app.login();
  await begun;
  await expect(app.login({ email: EVE })).resolves.toBeDefined();
  await expect(app.login({ client: ELSEWHERE })).resolves.toBeDefined();
  verdict.resolve(true);
  await expect(held).resolves.toBeDefined();
});

describe('locks of one minute', () => {
  const lockedOut = async (attempt: Parameters<UseCases['login']>[0]) => {
    for (let n = 0; n < 6; n += 1) await app.login({ password: WRONG, ...attempt }).catch(() => undefined);
  };
  const recorded = () => app.events('login.locked').map(({ userId, ipAddress }) => [userId, ipAddress]);

  it('are recorded for each account and each network', async () => {
    await lockedOut({ email: EMAIL });
    await lockedOut({ email: EVE });
    await lockedOut({ email: EVE, client: ELSEWHERE });
    expect(recorded()).toEqual([
      [ada.user.id, CLIENT.ipAddress],
      [eve.user.id, CLIENT.ipAddress],
      [eve.user.id, ELSEWHERE.ipAddress],
    ]);
  });
});
