import { expect, it } from '@jest/globals';
import { FixedClock, SeededRandom } from '../../../test/support/fixed.js';
import { NewUser } from './new-user.js';

it('a new account is active, unverified, in its first epoch, and has what it was given', () => {
  const clock = new FixedClock();
  const newUser = new NewUser(clock, new SeededRandom());
  const made = newUser.execute('ada@example.com', '$argon2id$…', 'support');
  expect(made).toEqual({
    id: new SeededRandom().uuid(),
    email: 'ada@example.com',
    passwordHash: '$argon2id$…',
    role: 'support',
    isActive: true,
    emailVerifiedAt: null,
    sessionEpoch: 0,
    sessionEpochReason: null,
    sparedSessionId: null,
    createdAt: clock.now(),
    updatedAt: clock.now(),
  });
  expect(newUser.execute('eve@example.com', 'x', 'user').id).not.toBe(made.id);
});
