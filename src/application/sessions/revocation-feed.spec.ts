import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

const SECOND = 1000;
/** The access tokens of the tests live ten minutes; an entry is kept a minute longer. */
const KEPT = 11 * MINUTE;

let app: UseCases;
/** How far back each poll has asked, in milliseconds before its own time. */
let asked: number[];
beforeEach(() => {
  app = new UseCases();
  asked = [];
  noteWhatIsAsked();
});
afterEach(() => {
  app.store.close();
});

function noteWhatIsAsked(): void {
  app.sessions.intercept('listRevoked', (proceed, since) => {
    asked.push(app.clock.now().getTime() - since.getTime());
    return proceed(since);
  });
}

/** A session that some instance has ended `ago` milliseconds before now, by its own clock. */
async function revokedElsewhere(ago = 0): Promise<string> {
  const { session } = await app.register({ email: `${app.random.uuid()}@example.com` });
  const at = app.clock.now().getTime() - ago;
  await app.sql("UPDATE sessions SET revokedAt = ?, revokedReason = 'logout' WHERE id = ?", at, session.id);
  return session.id;
}

async function pollEverySecond(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    app.clock.advance(SECOND);
    await app.feed.poll();
  }
}

async function failingPoll(): Promise<void> {
  app.sessions.failOnce('listRevoked');
  await expect(app.feed.poll()).rejects.toThrow(StorageUnavailable);
  noteWhatIsAsked();
}

describe('the feed', () => {
  it('knows nothing at first, and what it is told at once', () => {
    expect(app.feed.size).toBe(0);
    expect(app.feed.isRevoked('one')).toBe(false);
    app.feed.add(['one', 'two'], app.clock.now());
    expect(['one', 'two', 'three'].map((id) => app.feed.isRevoked(id))).toEqual([true, true, false]);
    expect(app.feed.size).toBe(2);
  });

  it('learns what other instances have ended, with one read for each poll', async () => {
    const ids = [await revokedElsewhere(), await revokedElsewhere(9 * MINUTE)];
    app.forgetCalls();
    await app.feed.poll();
    expect(ids.map((id) => app.feed.isRevoked(id))).toEqual([true, true]);
    expect(app.sessions.calls).toEqual(['listRevoked']);
  });

  it('tells how old its knowledge is', async () => {
    expect(app.feed.ageMs).toBeNull();
    await app.feed.poll();
    app.clock.advance(3 * SECOND);
    expect(app.feed.ageMs).toBe(3 * SECOND);
    await failingPoll();
    expect(app.feed.ageMs).toBe(3 * SECOND);
    await app.feed.poll();
    expect(app.feed.ageMs).toBe(0);
  });
});

describe('a poll', () => {
  it('reads all that counts at first and once a minute, else from a minute before the last', async () => {
    await app.feed.poll();
    await pollEverySecond(121);
    const ordinary = Array.from({ length: 59 }, () => MINUTE + SECOND);
    await app.feed.poll();
    expect(asked).toEqual([KEPT, ...ordinary, KEPT, ...ordinary, KEPT, MINUTE + SECOND, MINUTE]);
  });

  it('sees what was committed late, by another clock: at once up to a minute, within a minute beyond', async () => {
    await app.feed.poll();
    app.clock.advance(SECOND);
    const late = await revokedElsewhere(MINUTE + SECOND);
    const veryLate = await revokedElsewhere(MINUTE + 2 * SECOND);
    await app.feed.poll();
    expect([late, veryLate].map((id) => app.feed.isRevoked(id))).toEqual([true, false]);
    await pollEverySecond(59);
    expect(app.feed.isRevoked(veryLate)).toBe(true);
  });

  it('sees what a clock that runs ahead has ended', async () => {
    const id = await revokedElsewhere(-30 * SECOND);
    await app.feed.poll();
    expect(app.feed.isRevoked(id)).toBe(true);
  });
});

describe('after an outage', () => {
  it.each([
    ['of seconds', 20, MINUTE + 21 * SECOND],
    ['of minutes', 5 * 60, KEPT],
    ['longer than an access token lives', 20 * 60, KEPT],
  ])('%s the next poll catches up with all that still counts', async (_name, seconds, back) => {
    await app.feed.poll();
    app.clock.advance(SECOND);
    const atItsBegin = await revokedElsewhere();
    for (let second = 0; second < seconds; second += 5) {
      app.clock.advance(5 * SECOND);
      await failingPoll();
    }
    const atItsEnd = await revokedElsewhere();
    await app.feed.poll();
    expect(asked.at(-1)).toBe(back);
    expect(app.feed.isRevoked(atItsEnd)).toBe(true);
    expect(app.feed.isRevoked(atItsBegin)).toBe(seconds * SECOND <= KEPT);
  });

  it('that took a whole reload, the next poll is one', async () => {
    await failingPoll();
    await app.feed.poll();
    app.clock.advance(MINUTE);
    await failingPoll();
    app.clock.advance(SECOND);
    await app.feed.poll();
    expect(asked).toEqual([KEPT, KEPT]);
  });

  it('it still knows what it knew', async () => {
    const id = await revokedElsewhere();
    await app.feed.poll();
    app.clock.advance(5 * MINUTE);
    await failingPoll();
    expect(app.feed.isRevoked(id)).toBe(true);
  });
});

describe('a clock that is turned', () => {
  const DAY = 24 * 60 * MINUTE;
  const turn = (ms: number) => app.clock.set(new Date(app.clock.now().getTime() + ms));

  it('ahead and right again forgets nothing that counts then', async () => {
    const id = await revokedElsewhere();
    await app.feed.poll();
    turn(2 * DAY);
    await app.feed.poll();
    turn(-2 * DAY);
    expect(app.feed.isRevoked(id)).toBe(true);
  });

  it.each([
    ['ahead and left so', 2 * DAY, KEPT],
    ['back by so little that tokens from before are taken', -MINUTE, KEPT + MINUTE],
  ])(
    '%s forgets when the time is over by the clock and has passed indeed, and no reload later',
    async (_name, by, ms) => {
      const id = await revokedElsewhere();
      await app.feed.poll();
      turn(by);
      app.clock.advance(ms);
      await app.feed.poll();
      expect(app.feed.isRevoked(id)).toBe(true);
      app.clock.advance(MINUTE);
      await app.feed.poll();
      expect(app.feed.isRevoked(id)).toBe(false);
    },
  );

  it('back has the next poll that succeeds read all that counts, since what was asked meanwhile was asked wrongly', async () => {
    await app.feed.poll();
    turn(2 * DAY);
    await app.feed.poll();
    turn(-2 * DAY);
    const meanwhile = await revokedElsewhere(5 * MINUTE);
    await failingPoll();
    await app.feed.poll();
    expect(asked.at(-1)).toBe(KEPT);
    expect(app.feed.isRevoked(meanwhile)).toBe(true);
    app.clock.advance(SECOND);
    await app.feed.poll();
    expect(asked.at(-1)).toBe(MINUTE + SECOND);
  });
});

describe('an entry', () => {
  it('is kept as long as a token signed up to a minute after the revocation can be valid, and no reload longer', async () => {
    const id = await revokedElsewhere();
    await app.feed.poll();
    app.clock.advance(KEPT);
    await app.feed.poll();
    expect(app.feed.isRevoked(id)).toBe(true);
    app.clock.advance(SECOND);
    await app.feed.poll();
    expect(app.feed.isRevoked(id)).toBe(true);
    app.clock.advance(MINUTE);
    await app.feed.poll();
    expect(app.feed.isRevoked(id)).toBe(false);
    expect(app.feed.size).toBe(0);
  });

  it('takes no room twice, however often it is read', async () => {
    await revokedElsewhere();
    await app.feed.poll();
    await pollEverySecond(60);
    expect(app.feed.size).toBe(1);
  });

  it('makes the whole no larger than what ends within its time', async () => {
    const perMinute = 50;
    const sizes: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      app.feed.add(
        Array.from({ length: perMinute }, () => app.random.uuid()),
        app.clock.now(),
      );
      app.clock.advance(MINUTE);
      await app.feed.poll();
      sizes.push(app.feed.size);
    }
    expect(Math.max(...sizes)).toBe(perMinute * (KEPT / MINUTE));
    expect(sizes.at(-1)).toBe(perMinute * (KEPT / MINUTE));
  });
});
