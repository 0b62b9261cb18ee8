import { expect, it } from '@jest/globals';
import { everyOrder } from './scheduler.js';
import { World } from './world.js';

type Act = keyof World['acts'];

/** Who races, and every outcome that an order of their steps may have: the answers, then what is left. */
type Race = readonly [acts: readonly Act[], outcomes: readonly string[]];

const OLD = 'old password';
const [REFUSED, REUSED] = ['refresh-token-revoked', 'refresh-token-reused'];

/** In each, Ada's laptop and phone are signed in; the laptop refreshes; the phone ends, closes and changes. */
const RACES: readonly Race[] = [
  [
    ['refresh', 'refresh'],
    [
      `refreshed, ${REUSED} → live: none; ${OLD}`,
      `${REFUSED}, ${REUSED} → live: none; ${OLD}`,
      `${REUSED}, refreshed → live: none; ${OLD}`,
      `${REUSED}, ${REFUSED} → live: none; ${OLD}`,
    ],
  ],
  // A lone owner whose client repeats itself: nobody is signed out.
  [['refresh by key', 'refresh by key'], [`refreshed, refreshed → live: laptop, phone; ${OLD}`]],
  [
    ['refresh', 'logout'],
    [`refreshed, done → live: phone; ${OLD}`, `${REFUSED}, done → live: phone; ${OLD}`],
  ],
  [
    ['refresh', 'logout-all'],
    [`refreshed, done → live: none; ${OLD}`, `${REFUSED}, done → live: none; ${OLD}`],
  ],
  [['refresh', 'login'], [`refreshed, done → live: laptop, new, phone; ${OLD}`]],
  [
    ['refresh', 'login over it'],
    [`refreshed, done → live: new, phone; ${OLD}`, `${REFUSED}, done → live: new, phone; ${OLD}`],
  ],
  [
    ['refresh', 'deactivate'],
    [`refreshed, done → live: none; ${OLD}; closed`, `${REFUSED}, done → live: none; ${OLD}; closed`],
  ],
  [
    ['refresh', 'reset'],
    ['refreshed, done → live: none; new password', `${REFUSED}, done → live: none; new password`],
  ],
  [
    ['refresh', 'password change'],
    ['refreshed, done → live: phone; new password', `${REFUSED}, done → live: phone; new password`],
  ],
  [
    ['login', 'deactivate'],
    [`done, done → live: none; ${OLD}; closed`, `invalid-credentials, done → live: none; ${OLD}; closed`],
  ],
  [
    ['login', 'logout-all'],
    [
      // Before, beside and after.
      `done, done → live: none; ${OLD}`,
      `invalid-credentials, done → live: none; ${OLD}`,
      `done, done → live: new; ${OLD}`,
    ],
  ],
];

/** With thousands of orders each. */
const LONG_RACES: readonly Race[] = [
  [
    ['login', 'reset'],
    ['done, done → live: none; new password', 'invalid-credentials, done → live: none; new password'],
  ],
  [
    ['refresh by key', 'refresh by key', 'logout'],
    [
      `refreshed, refreshed, done → live: phone; ${OLD}`,
      `refreshed, ${REFUSED}, done → live: phone; ${OLD}`,
      `${REFUSED}, refreshed, done → live: phone; ${OLD}`,
      `${REFUSED}, ${REFUSED}, done → live: phone; ${OLD}`,
    ],
  ],
  [
    ['refresh', 'refresh', 'logout'],
    [
      // The logout came between them or before: no theft.
      `refreshed, ${REFUSED}, done → live: phone; ${OLD}`,
      `${REFUSED}, refreshed, done → live: phone; ${OLD}`,
      `${REFUSED}, ${REFUSED}, done → live: phone; ${OLD}`,
      `refreshed, ${REUSED}, done → live: none; ${OLD}`,
      `${REUSED}, refreshed, done → live: none; ${OLD}`,
      `${REFUSED}, ${REUSED}, done → live: none; ${OLD}`,
      `${REUSED}, ${REFUSED}, done → live: none; ${OLD}`,
    ],
  ],
  [
    ['refresh', 'logout', 'deactivate'],
    [`refreshed, done, done → live: none; ${OLD}; closed`, `${REFUSED}, done, done → live: none; ${OLD}; closed`],
  ],
  [
    ['refresh', 'logout', 'logout-all'],
    [`refreshed, done, done → live: none; ${OLD}`, `${REFUSED}, done, done → live: none; ${OLD}`],
  ],
];

const isLong = process.env['RATCHET_RUNS'] !== undefined;
const races = isLong ? [...RACES, ...LONG_RACES] : RACES;
const processes = isLong ? ([1, 2] as const) : ([1] as const);

it.each(
  races.flatMap(([acts, outcomes]) => processes.map((count) => [acts.join(' × '), count, acts, outcomes] as const)),
)(
  '%s, in %d process(es): every order of the steps ends as it may, and nothing else',
  async (name, count, acts, outcomes) => {
    const found = new Map<string, number>();
    const orders = await everyOrder(async (choose) => {
      const outcome = await race(acts, count, choose);
      found.set(outcome, (found.get(outcome) ?? 0) + 1);
    });
    process.stderr.write(`${name}, ${count} process(es): ${orders} orders, ${found.size} outcomes\n`);

    expect([...found.keys()].toSorted()).toEqual(outcomes.toSorted());
  },
  1_800_000,
);

/** One order of the steps, over a store of its own. */
async function race(acts: readonly Act[], count: 1 | 2, choose: (open: number) => number): Promise<string> {
  const world = await new World(count).populate();
  const tasks = acts.map((act, n) => () => world.acts[act](world.processes[n % count]!));
  const answers = await world.scheduler.interleave(tasks, choose);
  const outcome = `${answers.join(', ')} → ${await world.state()}`;
  try {
    await world.examine(answers);
  } catch (cause) {
    const steps = world.scheduler.taken.join(', ');
    throw new Error(`${outcome}: ${String(cause)}, after ${steps}`, { cause });
  } finally {
    world.close();
  }
  return outcome;
}
