import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserFilter } from '../../src/application/ports/user-repository.js';
import type { Session } from '../../src/domain/session.js';
import type { User } from '../../src/domain/user.js';
import { type Persistence, storeSession, times, usePersistence } from '../support/persistence.ts';
import { plansOf } from '../support/plans.ts';
import { later, NOW, sampleSession, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const FIRST = { limit: 2, after: null };
const NO_FILTER: UserFilter = { emailPrefix: undefined, role: undefined, isActive: undefined };

type Read = (store: Persistence, user: User, session: Session) => Promise<unknown>;

/** Each read, with what must stand in its plan: for SQLite, and for MongoDB. */
const READS: [string, Read, string, string][] = [
  [
    'the live sessions',
    ({ sessions }, user) => sessions.listLive(user, NOW),
    'SEARCH sessions USING INDEX sessionsOfUser (userId=? AND revokedAt=?)',
    'IXSCAN userId_1_revokedAt_1_createdAt_-1',
  ],
  [
    'a page of the live sessions',
    ({ sessions }, user) => sessions.page(user, { state: 'live', now: NOW }, FIRST),
    'SEARCH sessions USING INDEX sessionsOfUserById (userId=?)',
    'IXSCAN userId_1_revokedAt_1_createdAt_-1',
  ],
  [
    'a page of all sessions',
    ({ sessions }, user) => sessions.page(user, { state: 'all', now: NOW }, FIRST),
    'SEARCH sessions USING INDEX sessionsOfUserById (userId=?)',
    'IXSCAN userId_1__id_-1',
  ],
  [
    'the page of all sessions that follows',
    ({ sessions }, user, { id }) => sessions.page(user, { state: 'all', now: NOW }, { ...FIRST, after: id }),
    'SEARCH sessions USING INDEX sessionsOfUserById (userId=? AND id<?)',
    'IXSCAN userId_1__id_-1',
  ],
  [
    'what was revoked lately',
    ({ sessions }) => sessions.listRevoked(NOW),
    'SEARCH sessions USING INDEX sessionsRevoked (revokedAt>?)',
    'IXSCAN revokedAt_1',
  ],
  [
    'the marking',
    ({ sessions }, user) => sessions.markEnded(user, { reason: 'logout-all', by: null, at: NOW }),
    'SEARCH sessions USING INDEX sessionsOfUser (userId=? AND revokedAt=?)',
    'IXSCAN userId_1_revokedAt_1_createdAt_-1',
  ],
  [
    'the surplus at an opening',
    ({ sessions }, { id: userId }) =>
      sessions.open({ session: sampleSession({ userId, userEpoch: 1 }), limit: 99, replacing: [] }),
    'SEARCH sessions USING INDEX sessionsOfUser (userId=? AND revokedAt=?)',
    'IXSCAN userId_1_revokedAt_1_createdAt_-1',
  ],
  [
    'the places that an account is known at',
    ({ places }, user) => places.ofUser(user.id, null, 20),
    'SEARCH sessions USING INDEX sessionsOfUserById (userId=?)',
    'IXSCAN userId_1__id_-1',
  ],
  [
    'those of the sessions before one',
    ({ places }, user, { id }) => places.ofUser(user.id, id, 20),
    'SEARCH sessions USING INDEX sessionsOfUserById (userId=?)',
    'IXSCAN userId_1__id_-1',
  ],
  [
    'accounts',
    ({ users }) => users.page(NO_FILTER, FIRST),
    'SCAN users USING INDEX sqlite_autoindex_users_2',
    'IXSCAN email_1',
  ],
  [
    'the accounts that follow',
    ({ users }) => users.page(NO_FILTER, { ...FIRST, after: 'm' }),
    'SEARCH users USING INDEX sqlite_autoindex_users_2 (email>?)',
    'IXSCAN email_1',
  ],
  [
    'accounts by e-mail',
    ({ users }) => users.page({ ...NO_FILTER, emailPrefix: 'ada' }, FIRST),
    'SEARCH users USING INDEX sqlite_autoindex_users_2 (email>? AND email<?)',
    'IXSCAN email_1',
  ],
  [
    'accounts by role',
    ({ users }) => users.page({ ...NO_FILTER, role: 'admin' }, FIRST),
    'SEARCH users USING INDEX usersOfRole (role=?)',
    'IXSCAN role_1_email_1',
  ],
  [
    'accounts by activity',
    ({ users }) => users.page({ ...NO_FILTER, isActive: false }, FIRST),
    'SEARCH users USING INDEX usersOfActivity (isActive=?)',
    'IXSCAN isActive_1_email_1',
  ],
  [
    'the sessions of all accounts that have not ended',
    ({ sessions }) => sessions.countUnended(NOW),
    'SEARCH sessions USING INDEX sessionsUnrevoked (absoluteExpiresAt>?)',
    'IXSCAN absoluteExpiresAt_1',
  ],
];

describe.each(STORES)('over $name', (kind) => {
  const store = usePersistence(kind);
  const user = sampleUser({ sessionEpoch: 1, sparedSessionId: sampleSession().id });
  const session = sampleSession({ userId: user.id, userEpoch: 1 });

  beforeAll(async () => {
    for (const each of [user, ...times(9, () => sampleUser())]) await store().users.insert(each);
    for (const each of [session, ...times(9, () => sampleSession({ revokedAt: later(-1) }))]) {
      await storeSession(store(), each);
    }
  });

  it.each(READS)('%s are found by an index', async (_name, read, sqliteStep, mongoStep) => {
    const plans = await plansOf(store(), () => read(store(), user, session));
    const steps = plans.flatMap((plan) => plan.steps);
    expect(steps).toContain(kind.name === 'sqlite' ? sqliteStep : mongoStep);
    expect(steps.filter((step) => step === 'COLLSCAN' || /^SCAN (?!.*USING)/.test(step))).toEqual([]);
  });
});
