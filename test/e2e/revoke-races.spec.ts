import { setImmediate as tick, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { ChangeRights } from '../../src/application/admin/change-rights.js';
import { EndUserSessions } from '../../src/application/admin/end-user-sessions.js';
import { FindUser } from '../../src/application/admin/find-user.js';
import { ListUserSessions } from '../../src/application/admin/list-user-sessions.js';
import { LogOutEverywhere } from '../../src/application/auth/log-out-everywhere.js';
import { LogOut } from '../../src/application/auth/log-out.js';
import { RefreshSession } from '../../src/application/auth/refresh-session.js';
import { UserRepository } from '../../src/application/ports/user-repository.js';
import { EndSession } from '../../src/application/sessions/end-session.js';
import { SessionRepository } from '../../src/application/ports/session-repository.js';
import { Random } from '../../src/application/ports/random.js';
import { RefreshTokens } from '../../src/application/ports/refresh-tokens.js';
import type { ClientContext } from '../../src/domain/client-context.js';
import { DomainError, StorageUnavailable } from '../../src/domain/errors.js';
import type { RevokedReason, Session } from '../../src/domain/session.js';
import { partOf } from '../support/accounts.ts';
import { bearer, Browser } from '../support/browser.ts';
import { storeSession, times } from '../support/persistence.ts';
import { HOUR, sampleSession, sampleUser } from '../support/samples.ts';
import { type Service, useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const CLIENT: ClientContext = { ipAddress: '192.0.2.1', userAgent: 'a browser', requestId: null };

/** Of each way to end a session: five ways make a thousand. */
const INTERLEAVINGS = 200;
const AT_ONCE = 10;

/** A live session of an account of its own, and its refresh token. */
interface Racer {
  readonly session: Session;
  readonly token: string;
}

type Part = <T>(part: abstract new (...args: never[]) => T) => T;

const ENDS: readonly {
  readonly how: string;
  readonly reason: RevokedReason;
  end(part: Part, racer: Racer): Promise<unknown>;
}[] = [
  {
    how: 'ending it',
    reason: 'ended-by-owner',
    end: (part, { session }) => part(EndSession).execute(session.id, session.userId, 'own', CLIENT),
  },
  { how: 'logging out', reason: 'logout', end: (part, { token }) => part(LogOut).execute([token], CLIENT) },
  {
    how: 'logging out everywhere',
    reason: 'logout-all',
    end: (part, { session: { id, userId } }) =>
      part(LogOutEverywhere).execute({ userId, sessionId: id }, 'none', CLIENT),
  },
  {
    how: "ending a user's sessions",
    reason: 'ended-by-admin',
    end: (part, { session }) => part(EndUserSessions).execute(session.userId, null, CLIENT),
  },
  {
    how: 'closing the account',
    reason: 'user-inactive',
    end: (part, { session: { userId } }) =>
      part(ChangeRights).execute({ actorId: null, userId, rights: { isActive: false }, client: CLIENT }),
  },
];

const WAITS = [() => Promise.resolve(), () => tick(), () => sleep(1)];

/** From ten microtasks, turns of the loop or milliseconds ahead to ten behind. */
async function start<T>(lead: number, unit: number, action: () => Promise<T>): Promise<T> {
  for (let waits = 0; waits < lead; waits += 1) await WAITS[unit]?.();
  return action();
}

/** Tries again while the store is too slow to answer. */
async function insisting<T>(action: () => Promise<T>, tries = 5): Promise<T> {
  try {
    return await action();
  } catch (fault) {
    if (!(fault instanceof StorageUnavailable) || tries === 1) throw fault;
    return insisting(action, tries - 1);
  }
}

describe.each(STORES)('a refresh that races the end of its session over $name', (kind) => {
  jest.setTimeout(120_000);

  const outcomes: Record<string, Record<string, number>> = {};

  afterAll(() => {
    process.stderr.write(`Refreshes against ends over ${kind.name}: ${JSON.stringify(outcomes)}\n`);
  });

  describe.each(ENDS)('by $how', ({ how, reason, end }) => {
    // Each has a store of its own: the test server's updates look through the whole collection.
    const service = useService(kind);

    const part: Part = (wanted) => partOf(service(), wanted);

    /** Past the use cases, which have tests of their own: a thousand logins would take most of the time. */
    async function open(): Promise<Racer> {
      const user = sampleUser();
      await part(UserRepository).insert(user);
      const { sessionId, familyHash, hash, token } = part(RefreshTokens).open(part(Random).uuid());
      const expiresAt = new Date(Date.now() + HOUR);
      const ends = { expiresAt, absoluteExpiresAt: expiresAt };
      const session = sampleSession({ id: sessionId, userId: user.id, familyHash, tokenHash: hash, ...ends });
      await storeSession({ context: service().app }, session);
      return { session, token };
    }

    /** A client's refresh: after a 503, which a slow server brings about, it goes on from what it holds. */
    async function refresh(token: string) {
      const delivered: string[] = [];
      const deliver = (successor: { token: string }) => void delivered.push(successor.token);
      const attempt = () => {
        const presentedTokens = [delivered.at(-1) ?? token];
        return part(RefreshSession).execute({ presentedTokens, idempotencyKey: null, client: CLIENT, deliver });
      };
      try {
        const { accessToken } = await insisting(attempt);
        return { outcome: 'went through', accessToken, delivered };
      } catch (fault) {
        if (!(fault instanceof DomainError)) throw fault;
        return { outcome: `${fault.code} ${fault.reason}`, accessToken: null, delivered };
      }
    }

    const ended = `refresh-token-revoked ${reason}`;

    async function race(index: number): Promise<string> {
      const racer = await open();
      const { token } = racer;
      const lead = (index % 21) - 10;
      const unit = Math.floor(index / 21) % WAITS.length;
      const racing = start(lead, unit, () => refresh(token));
      await start(-lead, unit, () => insisting(() => end(part, racer)));
      const presentedAgain = await refresh(token);
      const raced = await racing;
      expect([ended, 'went through']).toContain(raced.outcome);
      for (const successor of raced.delivered) expect((await refresh(successor)).outcome).toBe(ended);
      expect(presentedAgain.outcome).toBe(ended);
      expect(presentedAgain.delivered).toEqual([]);
      if (raced.accessToken !== null) expect(await guardSays(service(), raced.accessToken)).toBe('token-revoked');
      await (index % 2 === 0 ? isDeadToItsOwner(racer) : isDeadToAdministrators(racer));
      return raced.outcome;
    }

    async function isDeadToItsOwner({ session: { userId } }: Racer): Promise<void> {
      const user = await part(FindUser).execute({ id: userId });
      expect(await part(SessionRepository).listLive(user, new Date())).toEqual([]);
    }

    async function isDeadToAdministrators({ session: { userId } }: Racer): Promise<void> {
      const { items } = await part(ListUserSessions).execute(userId, 'all', { limit: 5, after: null });
      expect(items.map((kept) => [kept.revokedAt === null, kept.revokedReason])).toEqual([[false, reason]]);
    }

    it(`leaves no token that works, and nothing alive in a listing, ${INTERLEAVINGS} times`, async () => {
      const counts: Record<string, number> = {};
      for (let done = 0; done < INTERLEAVINGS; done += AT_ONCE) {
        const batch = await Promise.all(times(AT_ONCE, (index) => race(done + index)));
        for (const outcome of batch) counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
      outcomes[how] = counts;
      // Or it would be no race.
      expect(Object.keys(counts).sort()).toEqual([ended, 'went through'].sort());
    });
  });
});

async function guardSays({ address }: Service, accessToken: string): Promise<string> {
  return (await new Browser(address).delete('/auth/sessions/none', bearer(accessToken))).body.code;
}
