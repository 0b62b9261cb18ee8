import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from './journal.ts';
import type { Told } from './recorder.ts';

/** A refresh can be repeated for 60 s, so no outage of a run may be longer than this. */
const LIMIT_MS = 55_000;
const PAUSE_MS = 50;

/** Whether the same thing has to be asked again: no answer, or 503. */
export function isOpen({ answer }: Step): boolean {
  return answer.kind !== 'told' || answer.status === 503;
}

/** Whether what was asked may have been done without our knowing. */
export function isUnsure(step: Step): boolean {
  return isOpen(step) && step.answer.kind !== 'unsent';
}

/** Asks until there is an answer that says yes or no; `isRepeated` is for all tries after one that may have been done. */
export async function insist(ask: (isRepeated: boolean) => Promise<Told>): Promise<Told> {
  const deadline = performance.now() + LIMIT_MS;
  for (let isRepeated = false; ;) {
    const told = await ask(isRepeated);
    if (!isOpen(told.step)) return told;
    if (performance.now() > deadline)
      throw new Error(`no answer within ${LIMIT_MS / 1000} s: ${describeStep(told.step)}`);
    isRepeated ||= isUnsure(told.step);
    await sleep(PAUSE_MS);
  }
}

export function describeStep({ kind, account, session, answer, sentAt, answeredAt, id, isRepeated }: Step): string {
  const told =
    answer.kind === 'told'
      ? `${answer.status} ${answer.code ?? ''}${answer.reason === null ? '' : ` (${answer.reason})`}`
      : answer.kind;
  const when = `${(sentAt / 1000).toFixed(3)}–${(answeredAt / 1000).toFixed(3)}`;
  const who = session === null ? account : `${account} ${session}`;
  return `${when} ${kind}${isRepeated ? ' again' : ''} by ${who}: ${told.trim()} [${id}]`;
}
