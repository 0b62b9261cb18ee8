import fc from 'fast-check';
import { PASSWORD } from '../support/use-cases.js';
import type { ModelSession, Reference } from './reference.js';
import { DEVICES, same } from './rig.js';

/** The service as a client has it in hand: sessions in the model's order, and whether what it says of them is what the model says. */
export interface Subject {
  readonly sessions: readonly unknown[];
  compare(model: Reference, liveBefore: readonly ModelSession[]): Promise<void>;
}

type Act<R, A> = (model: Reference, rig: R, args: A) => Promise<void>;
type OnSession<R extends Subject, A> = (
  real: R['sessions'][number],
  session: ModelSession,
  model: Reference,
  rig: R,
  args: A,
) => Promise<void>;

/** What was run since `answers` was last cleared: how often each answer came. */
export const tally = { commands: 0, answers: new Map<string, number>() };

export function expectSame(what: string, real: string, said: string): void {
  same(what, real, said);
  const answer = `${what}: ${said}`;
  tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
}

/** Starts counting anew; the function gives what was counted, for people. */
export function startTally(): () => string {
  Object.assign(tally, { commands: 0, answers: new Map() });
  return () => {
    const answers = [...tally.answers].toSorted().map(([answer, count]) => `  ${answer} ${count}\n`);
    return `${tally.commands} commands\n${answers.join('')}`;
  };
}

/** A command that runs on both sides, whose lives are compared afterwards. */
export function command<R extends Subject, A>(
  name: string,
  args: fc.Arbitrary<A>,
  act: Act<R, A>,
  needsSession = false,
): fc.Arbitrary<fc.AsyncCommand<Reference, R>> {
  return args.map((given) => ({
    check: (model: Readonly<Reference>) => !needsSession || model.sessions.length > 0,
    run: async (model: Reference, rig: R) => {
      const liveBefore = model.sessions.filter(model.isLive);
      tally.commands += 1;
      await act(model, rig, given);
      await rig.compare(model, liveBefore);
    },
    toString: () => `${name}(${fc.stringify(given)})`,
  }));
}

/** As `command`, on one of the sessions there have been, mostly a live one. */
export function onSession<R extends Subject, A extends object>(
  name: string,
  args: fc.Arbitrary<A>,
  act: OnSession<R, A>,
) {
  const both: Act<R, { nth: number; isAny: boolean; args: A }> = (model, rig, given) => {
    const live = model.sessions.filter(model.isLive);
    const among = given.isAny || live.length === 0 ? model.sessions : live;
    const session = among[given.nth % among.length]!;
    return act(rig.sessions[model.sessions.indexOf(session)]!, session, model, rig, given.args);
  };
  return command(name, fc.record({ nth: fc.nat(8), isAny: rarely(fc.constant(true), false), args }), both, true);
}

/** Once in four times. */
export function rarely<T, U>(arbitrary: fc.Arbitrary<T>, otherwise: U): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary });
}

export const owner = fc.constantFrom('ada', 'ada', 'eve');
export const device = fc.constantFrom(...Object.keys(DEVICES));
export const password = fc.constantFrom(PASSWORD, 'nine green alpacas', 'eleven blue walruses');
export const back = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.constantFrom(1, 1, 2, 5) },
);

/** So often in the list that commands are drawn from. */
export function times<T>(count: number, one: T): T[] {
  return Array<T>(count).fill(one);
}
