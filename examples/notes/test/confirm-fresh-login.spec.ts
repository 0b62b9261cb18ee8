import { describe, expect, it } from '@jest/globals';
import type { ConfirmCaller } from '../../../src/application/auth/confirm-caller.js';
import { FixedClock } from '../../../test/support/fixed.js';
import { later, NOW, sampleSession, sampleUser } from '../../../test/support/samples.ts';
import { ConfirmFreshLogin } from '../application/confirm-fresh-login.js';
import { FRESH_LOGIN_MS } from '../domain/note.js';
import { FreshLoginRequired } from '../domain/note-errors.js';

describe('ConfirmFreshLogin', () => {
  const clock = new FixedClock();
  const session = sampleSession({ createdAt: NOW, lastUsedAt: later(FRESH_LOGIN_MS) });
  const confirmCaller = { execute: async () => ({ session, user: sampleUser() }) } as unknown as ConfirmCaller;
  const confirm = () => new ConfirmFreshLogin(confirmCaller, clock).execute({ userId: '', sessionId: session.id });

  it('lets through who signed in 15 minutes ago, and not a millisecond more, however lately the session was used', async () => {
    clock.set(later(15 * 60_000));
    await expect(confirm()).resolves.toBeUndefined();
    clock.advance(1);
    await expect(confirm()).rejects.toThrow(FreshLoginRequired);
  });
});
