import { type Device, signIn, signInAs } from './accounts.ts';
import { type Answer, PASSWORD, type ProblemBody } from './browser.ts';
import type { Service } from './service.ts';

/** A session that is about to end, another device of its owner, and an administrator. */
export interface Scene {
  readonly service: Service;
  readonly victim: Device;
  readonly other: Device;
  readonly admin: Device;
}

interface Ending {
  readonly how: string;
  readonly reason: string;
  /** Answers once the session has ended. */
  end(scene: Scene): Promise<Answer<ProblemBody>>;
}

/** So few that two more logins push out the victim. */
export const MAX_SESSIONS = { MAX_SESSIONS_PER_USER: '3' };

/** Every way to end a session that a client can bring about, over a service with `MAX_SESSIONS`. */
export const ENDINGS: readonly Ending[] = [
  { how: 'its owner signs out', reason: 'logout', end: ({ victim }) => victim.post('/auth/logout') },
  { how: 'its owner signs out everywhere', reason: 'logout-all', end: ({ other }) => other.post('/auth/logout-all') },
  {
    how: 'its owner ends it',
    reason: 'ended-by-owner',
    end: ({ other, victim }) => other.delete(`/auth/sessions/${victim.sessionId}`),
  },
  { how: 'its owner ends all others', reason: 'ended-by-owner', end: ({ other }) => other.delete('/auth/sessions') },
  {
    how: 'its owner changes the password',
    reason: 'password-changed',
    end: ({ other }) =>
      other.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'eleven green walruses' }),
  },
  {
    how: 'its browser signs in again',
    reason: 'replaced',
    end: ({ victim }) => victim.copy().post('/auth/login', { email: victim.email, password: PASSWORD }),
  },
  {
    how: 'newer ones need its place',
    reason: 'evicted',
    end: async ({ service, victim }) => {
      await signIn(service, victim.email);
      return (await signIn(service, victim.email)).get('/auth/me');
    },
  },
  {
    how: 'a spent token of it comes back',
    reason: 'reuse-detected',
    end: async ({ victim }) => {
      const thief = victim.copy();
      await victim.goOn();
      return thief.post('/auth/refresh');
    },
  },
  {
    how: 'an administrator ends it',
    reason: 'ended-by-admin',
    end: ({ admin, victim }) => admin.delete(`/admin/sessions/${victim.sessionId}`),
  },
  {
    how: 'an administrator ends all of its owner',
    reason: 'ended-by-admin',
    end: ({ admin, victim }) => admin.delete(`/admin/users/${victim.userId}/sessions`),
  },
  {
    how: 'an administrator closes the account',
    reason: 'user-inactive',
    end: ({ admin, victim }) => admin.patch(`/admin/users/${victim.userId}`, { isActive: false }),
  },
  {
    how: 'an administrator takes the role away',
    reason: 'role-changed',
    end: ({ admin, victim }) => admin.patch(`/admin/users/${victim.userId}`, { role: 'user' }),
  },
];

export async function setScene(service: Service, admin: Device): Promise<Scene> {
  const victim = await signInAs(service, 'support');
  return { service, victim, other: await signIn(service, victim.email), admin };
}
