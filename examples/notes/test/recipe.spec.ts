import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const PAGE = 'docs/extending.md';
const EXAMPLE = 'examples/notes';

const page = readFileSync(PAGE, 'utf8');

/** A fenced block that names a file after its language, and quotes it. */
const quotes = [...page.matchAll(/^```(\w+) (\S+)\n(.*?)^```$/gms)].map(([, language = '', path = '', text = '']) => ({
  language,
  path,
  lines: text.trimEnd().split('\n'),
}));

/** What stands in backquotes within the text. */
const names = [...page.replace(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);

/** Lines without their indentation: a quote may begin deep inside a class. */
const flat = (lines: readonly string[]) => lines.map((line) => line.trim()).join('\n');

const fileLines = (path: string) => readFileSync(path, 'utf8').split('\n');

const isAddition = (line: string) => line.startsWith('+');

describe('docs/extending.md', () => {
  it.each(quotes)('quotes $path as it is', ({ language, path, lines }) => {
    const quoted = language === 'diff' ? lines.filter((line) => !isAddition(line)) : lines;
    expect(flat(fileLines(path))).toContain(flat(quoted));
  });

  it('has no block of code that names no file', () => {
    expect([...page.matchAll(/^```\S*$/gm)].length).toBe(quotes.length);
  });

  it.each([...new Set(names.filter((name) => /^[\w.-]+(\/[\w.-]+)*\.(ts|json)$/.test(name)))])('names %s', (path) => {
    expect(existsSync(path) || existsSync(join(EXAMPLE, path))).toBe(true);
  });

  it.each([...page.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target))('links to %s', (target) => {
    expect(existsSync(join('docs', target))).toBe(true);
  });

  it('names nothing that is not in the code', () => {
    const code = globSync(['src/**/*.ts', `${EXAMPLE}/**/*.ts`, 'test/support/*.ts', 'package.json'])
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const identifiers = names.flatMap((name) => /^@?([A-Za-z]\w+)(?:\(.*\))?$/.exec(name)?.[1] ?? []);
    expect(identifiers.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });

  it('tells of every file of the example', () => {
    const files = globSync(`${EXAMPLE}/{*.ts,{domain,application,infrastructure,http,test}/**/*.ts}`);
    const own = `${EXAMPLE}/test/recipe.spec.ts`;
    expect(files.filter((path) => path !== own && !names.includes(path.slice(EXAMPLE.length + 1)))).toEqual([]);
  });

  it('makes a role of the line that it has you add', async () => {
    const { lines, path } = quotes.find(({ language }) => language === 'diff') ?? { lines: [], path: '' };
    const before = lines[lines.findIndex(isAddition) - 1]?.slice(1) ?? '';
    const added = lines.filter(isAddition).map((line) => line.slice(1));
    const source = readFileSync(path, 'utf8').replace(before, [before, ...added].join('\n'));
    const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
    const { outputText } = ts.transpileModule(source, { compilerOptions: options });
    const role = (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as {
      ROLES: string[];
      can(role: string, permission: string): boolean;
    };
    expect(role.ROLES).toEqual(['user', 'support', 'auditor', 'admin']);
    expect(role.can('auditor', 'audit:read')).toBe(true);
    expect(role.can('auditor', 'users:read')).toBe(false);
  });
});
