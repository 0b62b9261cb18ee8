import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleUser } from '../../../test/support/samples.js';
import { CLIENT, UseCases } from '../../../test/support/use-cases.js';
import { EndEverySession } from './end-every-session.js';

let app: UseCases;
let endEverySession: EndEverySession;
beforeEach(() => {
  app = new UseCases();
  endEverySession = new EndEverySession(app.users.port, app.admin.endUserSessions);
});
afterEach(() => {
  app.store.close();
});

describe('ending every session', () => {
  it('ends those of all accounts, and counts them', async () => {
    const signedIn = [await app.register(), await app.login(), await app.register({ email: 'zoe@example.com' })];
    expect(await endEverySession.execute(CLIENT)).toBe(3);
    for (const { token } of signedIn) {
      await expect(app.refresh(token)).rejects.toMatchObject({ reason: 'ended-by-admin' });
    }
  });

  it('reaches accounts past the first page of 200', async () => {
    const { token } = await app.register({ email: 'zoe@example.com' });
    for (let n = 0; n < 401; n += 1) await app.users.real.insert(sampleUser({ email: `a${n}@example.com` }));
    expect(await endEverySession.execute(CLIENT)).toBe(1);
    expect(app.users.count('page')).toBe(4);
    await expect(app.refresh(token)).rejects.toMatchObject({ reason: 'ended-by-admin' });
  });
});
