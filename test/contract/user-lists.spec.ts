import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserFilter } from '../../src/application/ports/user-repository.js';
import type { User } from '../../src/domain/user.js';
import { times, usePersistence } from '../support/persistence.ts';
import { sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const NO_FILTER: UserFilter = { emailPrefix: undefined, role: undefined, isActive: undefined };

/** In the order of their code points, which is not the order of JavaScript's own comparison. */
const EMAILS = [
  '$where@example.com',
  '%@example.com',
  '%41@example.com',
  "'; drop--@example.com",
  '.*@example.com',
  'ada@example.com',
  'ada_b@example.com',
  'adam@example.com',
  'adaxb@example.com',
  'b\\d@example.com',
  'b\\\\d@example.com',
  '^b@example.com',
  'zo@example.com',
  'zo\u00eb@example.com',
  '\u00e9l@example.com',
  '\uff61@example.com',
  '\u{1F510}@example.com',
].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe.each(STORES)('UserRepository.page over $name', (kind) => {
  const store = usePersistence(kind);
  const users = EMAILS.map((email, index) =>
    sampleUser({ email, role: (['user', 'support', 'admin'] as const)[index % 3]!, isActive: index % 2 === 0 }),
  );

  beforeAll(async () => {
    for (const user of users.toReversed()) await store().users.insert(user);
  });

  const page = (filter: Partial<UserFilter> = {}, limit = 50, after: string | null = null) =>
    store().users.page({ ...NO_FILTER, ...filter }, { limit, after });
  const emailsOf = (found: readonly User[]) => found.map(({ email }) => email);

  it('gives whole accounts in the order of their e-mails, by code points', async () => {
    expect(await page()).toEqual(users);
  });

  it('gives one more than the limit, and goes on after a key', async () => {
    expect(await page({}, 3)).toEqual(users.slice(0, 4));
    expect(await page({}, 3, EMAILS[2])).toEqual(users.slice(3, 7));
    expect(await page({}, 3, EMAILS.at(-1))).toEqual([]);
  });

  it('goes on after a key that is nobody’s', async () => {
    expect(emailsOf(await page({}, 1, 'adaaaa'))[0]).toBe('adam@example.com');
  });

  it.each([
    '',
    'ada',
    'ada_',
    '%',
    '$',
    '.',
    '^',
    "'",
    'b\\',
    'b\\\\',
    'zo',
    'zo\u00eb',
    '\u00e9',
    '\uff61',
    '\u{1F510}',
    'nobody',
  ])('takes the prefix %j by the letter', async (emailPrefix) => {
    expect(emailsOf(await page({ emailPrefix }))).toEqual(EMAILS.filter((email) => email.startsWith(emailPrefix)));
  });

  it('finds an account by the whole of its e-mail', async () => {
    for (const email of EMAILS) expect(emailsOf(await page({ emailPrefix: email }))).toEqual([email]);
  });

  it.each<Partial<UserFilter>>([
    { role: 'admin' },
    { isActive: true },
    { isActive: false },
    { role: 'user', isActive: false },
    { emailPrefix: 'ada', isActive: true },
    { emailPrefix: 'b', role: 'support' },
    { emailPrefix: 'a', role: 'user', isActive: true },
  ])('takes every filter with every other: %j', async (filter) => {
    const expected = users.filter(
      ({ email, role, isActive }) =>
        email.startsWith(filter.emailPrefix ?? '') &&
        role === (filter.role ?? role) &&
        isActive === (filter.isActive ?? isActive),
    );
    expect(await page(filter)).toEqual(expected);
    const after = expected[0]?.email ?? null;
    expect(await page(filter, 50, after)).toEqual(expected.slice(1));
  });

  it('never takes an object for a filter', async () => {
    for (const filter of [{ emailPrefix: { $ne: '' } }, { role: { $ne: '' } }, { isActive: { $ne: null } }]) {
      const found = await page(filter as unknown as UserFilter).catch(() => []);
      expect(found).toEqual([]);
    }
  });

  it('shows each account once while others come', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; ; pages += 1) {
      const newcomers = times(3, (n) => store().users.insert(sampleUser({ email: `${pages}-${n}@new.example.com` })));
      const [rows]: [User[], ...unknown[]] = await Promise.all([page({}, 4, after), ...newcomers]);
      seen.push(...emailsOf(rows.slice(0, 4)));
      if (rows.length <= 4) break;
      after = rows[3]!.email;
    }
    expect(seen.filter((email) => EMAILS.includes(email))).toEqual(EMAILS);
    expect(new Set(seen).size).toBe(seen.length);
  });
});
