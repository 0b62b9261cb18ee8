import { setImmediate as tick } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { StorageUnavailable } from '../../src/domain/errors.js';
import { ListUsers } from '../../src/application/admin/list-users.js';
import { type Device, signInAs } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { newId, storeUsers, times, usePersistence } from '../support/persistence.ts';
import { sampleUser } from '../support/samples.ts';
import { useService } from '../support/service.ts';
import type { PageBody } from '../support/shapes.ts';
import { STORES } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const WRITERS = 20;
const EVERYBODY = { emailPrefix: undefined, role: undefined, isActive: undefined };

/** Random, so that new accounts come in before and after the place that a walk has reached. */
const anEmail = () => `${newId()}@paging.example`;

interface Shown {
  readonly emails: readonly string[];
  readonly next: string | null;
}

/** Reads a list to its end while so many writers write, one account after the other. Returns the e-mails in order. */
async function walkWhile(
  write: (email: string) => Promise<unknown>,
  nextPage: (cursor: string | null) => Promise<Shown>,
): Promise<{ shown: string[]; written: string[] }> {
  const [shown, written]: string[][] = [[], []];
  let isOver = false;
  const writers = times(WRITERS, async () => {
    while (!isOver) {
      const email = anEmail();
      if (await isConfirmed(write(email))) written?.push(email);
    }
  });
  try {
    let cursor: string | null = null;
    do {
      const page: Shown = await nextPage(cursor);
      shown?.push(...page.emails);
      cursor = page.next;
    } while (cursor !== null);
  } finally {
    isOver = true;
    await Promise.all(writers);
  }
  return { shown: shown ?? [], written: written ?? [] };
}

/** A write that a slow server doesn't confirm may have happened or not: it says nothing about paging. */
function isConfirmed(write: Promise<unknown>): Promise<boolean> {
  return write.then(
    () => true,
    (fault: unknown) => {
      if (fault instanceof StorageUnavailable) return false;
      throw fault;
    },
  );
}

/** Everybody who was there when the walk began once, newcomers once or not at all, all in order. */
function expectEachOnce({ shown, written }: { shown: string[]; written: string[] }, present: readonly string[]): void {
  expect(new Set(shown).size).toBe(shown.length);
  const seen = new Set(shown);
  expect(present.filter((email) => !seen.has(email))).toEqual([]);
  expect(shown).toEqual(shown.toSorted());
  // Or nobody came in between.
  const newcomers = written.filter((email) => seen.has(email)).length;
  expect(newcomers).toBeGreaterThan(0);
  expect(newcomers).toBeLessThan(written.length);
}

describe.each(STORES)('paging under concurrent inserts over $name', (kind) => {
  jest.setTimeout(120_000);

  describe('of 10,000 accounts, by the use case', () => {
    const store = usePersistence(kind);
    const present = times(10_000, anEmail);

    beforeAll(() =>
      storeUsers(
        store(),
        present.map((email) => sampleUser({ email })),
      ),
    );

    it('shows each account once', async () => {
      const listUsers = new ListUsers(store().users);
      const walked = await walkWhile(
        (email) => store().users.insert(sampleUser({ email })),
        async (after) => {
          // As between two requests: SQLite answers without ever letting go of the thread.
          await tick();
          const { items, next } = await listUsers.execute(EVERYBODY, { limit: 200, after });
          return { emails: items.map(({ email }) => email), next };
        },
      );
      expectEachOnce(walked, present);
    });
  });

  describe('of 500 accounts, by HTTP', () => {
    const service = useService(kind);
    const present = times(500, anEmail);
    const first = anEmail();
    let admin: Device;

    beforeAll(async () => {
      await storeUsers(
        { context: service().app },
        present.map((email) => sampleUser({ email })),
      );
      admin = await signInAs(service(), 'admin');
      // The first new password starts a thread, and the walk would be over before it has started.
      await new Browser(service().address).register(first);
    });

    it('shows each account once', async () => {
      const walked = await walkWhile(
        (email) => new Browser(service().address).register(email),
        async (cursor) => {
          const after = cursor === null ? '' : `&cursor=${cursor}`;
          const { body } = await admin.get<PageBody<{ email: string }>>(`/admin/users?limit=50${after}`);
          return { emails: body.items.map(({ email }) => email), next: body.nextCursor };
        },
      );
      expectEachOnce(walked, [...present, admin.email, first]);
    });
  });
});
