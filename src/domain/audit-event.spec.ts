import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { AUDIT_CATALOGUE, AUDIT_TYPES, type AuditType } from './audit-event.js';

const DOCUMENT = 'docs/audit-events.md';
const text = readFileSync(DOCUMENT, 'utf8');
const details = detailsInSource('src/domain/audit-event.ts');

/** The shapes of the details as the source spells them, by type. */
function detailsInSource(path: string): Map<string, string> {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const shapes = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === 'AuditDetails',
  );
  return new Map(
    shapes?.members
      .filter(ts.isPropertySignature)
      .map(({ name, type }) => [
        ts.isStringLiteral(name) ? name.text : name.getText(source),
        (type?.getText(source) ?? '').replaceAll(/\s+/g, ' ').replaceAll(/\s*;\s*}/g, ' }'),
      ]),
  );
}

/** What the document must say of a type, under its heading; the sentences after it are the author's. */
function lineOf(type: AuditType): string {
  const { class: retention, outcome, owasp } = AUDIT_CATALOGUE[type];
  const shape = details.get(type) ?? '';
  const told = shape === 'Record<string, never>' ? 'no details' : `\`${shape}\``;
  return `${retention} · ${outcome} · \`${owasp}\` · ${told}`;
}

describe(DOCUMENT, () => {
  it.each(AUDIT_TYPES)('says of %s what the catalogue does, and when it is written', (type) => {
    const [, section] =
      new RegExp(`^### \`${type.replace('.', '\\.')}\`\\n\\n((?:.+\\n)+\\n.+\\n)`, 'm').exec(text) ?? [];
    const [line, when] = section?.split('\n\n').map((part) => part.replaceAll('\n', ' ')) ?? [];
    if (line !== lineOf(type) || when === undefined) {
      throw new Error(
        `${DOCUMENT} must have:\n\n### \`${type}\`\n\n${lineOf(type)}\n\n<when it is written, in a sentence>\n`,
      );
    }
  });

  it('has no type that there is none of', () => {
    const headings = [...text.matchAll(/^### `([\w.]+)`$/gm)].map(([, type]) => type);
    expect(headings.filter((type) => !AUDIT_TYPES.includes(type as AuditType))).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('gives types past tenses under a subject, and refusals a failure', () => {
    for (const type of AUDIT_TYPES) expect(type).toMatch(/^[a-z]+\.[a-z_]+$/);
    for (const type of AUDIT_TYPES.filter((name) => /(refused|failed)$/.test(name))) {
      expect([type, AUDIT_CATALOGUE[type].outcome]).toEqual([type, 'failure']);
    }
  });
});
