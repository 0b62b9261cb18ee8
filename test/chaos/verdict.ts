import { FAULTS, type Violation } from './checker.ts';
import { describeStep } from './insist.ts';
import type { Step } from './journal.ts';

/** What one part of the chaos found. */
export interface Verdict {
  readonly name: string;
  /** By what they count. */
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  readonly journal: readonly Step[];
}

const EXCERPT = 25;
/** So many violations are shown in full. */
const SHOWN = 5;

/** The figures in one line, then each violation with what its account had been told until then. */
export function report({ name, figures, violations, journal }: Verdict): string {
  const counts = FAULTS.map((fault) => `${violations.filter((each) => each.fault === fault).length} ${fault}`);
  const measured = Object.entries(figures).map(([what, figure]) => `${figure} ${what}`);
  const details = violations
    .slice(0, SHOWN)
    .flatMap(({ fault, what, step }) => [`\n${fault}: ${what}`, ...(step === null ? [] : excerpt(journal, step))]);
  return [`${name}: ${[...measured, ...counts].join(', ')}`, ...details].join('\n');
}

function excerpt(journal: readonly Step[], step: Step): string[] {
  const until = journal.filter(({ account, answer, sentAt }) => {
    return account === step.account && answer.kind !== 'unsent' && sentAt <= step.sentAt;
  });
  return until.slice(-EXCERPT).map((each) => `${each === step ? '>' : ' '} ${describeStep(each)}`);
}
