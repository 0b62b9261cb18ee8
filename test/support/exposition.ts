/** One line of a metric: its labels as sent, and its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** Reads Prometheus's text exposition format 0.0.4, strictly: what isn't in the grammar is an error. */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  let help: RegExpExecArray | null = null;
  let family: Family | undefined;
  for (const line of text.split('\n').filter((each) => each !== '')) {
    if (line.startsWith('# HELP ')) {
      help = HELP.exec(line);
    } else if (line.startsWith('# TYPE ')) {
      const [, name = '', type = ''] = TYPE.exec(line) ?? [];
      if (help?.[1] !== name || families.has(name)) throw new Error(`out of place: ${line}`);
      family = { name, type, help: help[2] ?? '', samples: [] };
      families.set(name, family);
    } else {
      const sample = parseSample(line);
      if (family === undefined || !belongs(sample, family)) throw new Error(`of no family: ${line}`);
      family.samples.push(sample);
    }
  }
  return families;
}

/** The value of the one sample with these labels, of a counter, a gauge or (with its suffix) a histogram. */
export function valueOf(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number {
  const family = families.get(name) ?? families.get(name.replace(/_(count|sum|bucket)$/, ''));
  const wanted = JSON.stringify(Object.entries(labels).sort());
  const found = family?.samples.find((sample) => sample.name === name && seriesOf(sample).endsWith(wanted));
  if (found === undefined) throw new Error(`no ${name} ${wanted}`);
  return found.value;
}

/** Names a series: no two samples of an exposition may share it. */
export function seriesOf({ name, labels }: Sample): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}

function belongs({ name }: Sample, { name: family, type }: Family): boolean {
  if (type !== 'histogram') return name === family;
  return [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name);
}

function parseSample(line: string): Sample {
  const [, name, labels = '', number = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  return { name, labels: parseLabels(labels), value: parseValue(number) };
}

/** What Go's ParseFloat takes, as far as it is written here. */
function parseValue(text: string): number {
  if (/^nan$/i.test(text)) return NaN;
  const value = /^[+-]inf$/i.test(text) ? Number(`${text[0]}Infinity`) : Number(text);
  if (Number.isNaN(value)) throw new Error(`not a value: ${text}`);
  return value;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name = '', value = ''] = LABEL.exec(text) ?? [];
    if (name === '' || name in labels) throw new Error(`not labels: ${text}`);
    labels[name] = value.replaceAll('\\"', '"').replaceAll('\\n', '\n').replaceAll('\\\\', '\\');
  }
  return labels;
}
