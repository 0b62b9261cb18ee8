import { type Family, seriesOf } from './exposition.ts';

const OTHER_UNITS =
  /(^|_)(minutes|hours|days|weeks|bits|calories|percent|(pico|nano|micro|milli|centi|deci|kilo|kibi|mega|mebi|giga|gibi|tera|tebi)(seconds|bytes|meters|grams))(_|$)/;
const ABBREVIATIONS = /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(_|$)/;

type Rule = readonly [string, (family: Family) => boolean];

/** What `promtool check metrics` complains about (client_golang, testutil/promlint), true where the rule is broken. */
const RULES: readonly Rule[] = [
  ['has no help', ({ help }) => help.trim() === ''],
  ['is a counter without _total', ({ type, name }) => type === 'counter' && !name.endsWith('_total')],
  ['ends in _total and is no counter', ({ type, name }) => type !== 'counter' && name.endsWith('_total')],
  ['has its type in its name', ({ type, name }) => `${name}_`.includes(`_${type}_`)],
  ['has a suffix of histograms', ({ type, name }) => type !== 'histogram' && /_(bucket|count|sum)$/.test(name)],
  [
    'has a label of histograms',
    ({ type, samples }) => type !== 'histogram' && samples.some(({ labels }) => 'le' in labels),
  ],
  ['has a colon, kept for recording rules', ({ name }) => name.includes(':')],
  [
    'is not snake_case',
    ({ name, samples }) => [name, ...samples.flatMap(labelNames)].some((each) => /[A-Z]/.test(each)),
  ],
  ['is not in a base unit', ({ name }) => OTHER_UNITS.test(name)],
  ['abbreviates a unit', ({ name }) => ABBREVIATIONS.test(name)],
  ['shows a series twice', ({ samples }) => new Set(samples.map(seriesOf)).size < samples.length],
];

function labelNames({ labels }: Family['samples'][number]): string[] {
  return Object.keys(labels);
}

/** Every broken rule, as "name: what". */
export function brokenRules(families: Iterable<Family>): string[] {
  return [...families].flatMap((family) =>
    RULES.filter(([, isBroken]) => isBroken(family)).map(([what]) => `${family.name}: ${what}`),
  );
}
