import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EMAIL, UseCases } from '../../../test/support/use-cases.js';
import { TokenRevoked } from '../../domain/errors.js';
import { ViewProfile } from './view-profile.js';

let app: UseCases;
let viewProfile: ViewProfile;
beforeEach(() => {
  app = new UseCases();
  viewProfile = new ViewProfile(app.users.port);
});
afterEach(() => {
  app.store.close();
});

describe('a profile', () => {
  it("is the caller's own account", async () => {
    const { user } = await app.register();
    expect(await viewProfile.execute(user.id)).toMatchObject({ id: user.id, email: EMAIL });
  });

  it('of an account that is inactive is refused', async () => {
    const { user } = await app.register();
    await app.sql('UPDATE users SET isActive = 0');
    await expect(viewProfile.execute(user.id)).rejects.toThrow(TokenRevoked);
  });

  it('of an account that is gone is refused', async () => {
    await expect(viewProfile.execute(app.random.uuid())).rejects.toThrow(TokenRevoked);
  });
});
