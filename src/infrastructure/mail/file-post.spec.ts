import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock, SeededRandom } from '../../../test/support/fixed.js';
import { FilePost } from './file-post.js';
import type { Letter } from './letter.js';

const LONG = `https://auth.example.com/console/reset#token=${'x'.repeat(43)}`;
const LETTER: Letter = {
  kind: 'password-reset',
  to: 'ada@example.com',
  subject: 'Choose a new password',
  text: `Open this page:\n\n${LONG}\n\n.a line that begins with a dot\n`,
};

let parent: string;
let folder: string;
let post: FilePost;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'ratchet-mail-'));
  folder = join(parent, 'mail');
  post = new FilePost(folder, 'Ratchet <no-reply@example.com>', new FixedClock(), new SeededRandom());
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

const files = () => readdirSync(folder).sort();
const sourceOf = (name = files()[0]!) => readFileSync(join(folder, name), 'utf8');
const headersOf = (source: string) => source.slice(0, source.indexOf('\n\n')).replaceAll(/\n\s+/g, ' ').split('\n');

describe('a letter', () => {
  it('is one file that only its owner reads, named after its time and kind', async () => {
    await post.deliver(LETTER);
    expect(files()).toEqual(['2026-11-25T12-00-00.000Z-password-reset-019ab9c0-0000-7000-8000-000000000001.eml']);
    expect(statSync(join(folder, files()[0]!)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('has its text as it was written: no link is broken', async () => {
    await post.deliver(LETTER);
    const source = sourceOf();
    expect(source.slice(source.indexOf('\n\n') + 2)).toBe(LETTER.text);
    expect(headersOf(source)).toEqual(
      expect.arrayContaining([
        'From: Ratchet <no-reply@example.com>',
        'To: ada@example.com',
        'Subject: Choose a new password',
        'Date: Wed, 25 Nov 2026 12:00:00 +0000',
        'Auto-Submitted: auto-generated',
        'Content-Transfer-Encoding: 7bit',
      ]),
    );
  });

  it.each([
    ['a line break', '"ada\r\nBcc: eve@evil.example"@example.com'],
    ['a bare line feed', 'ada\nbcc: eve@evil.example@example.com'],
    ['a comma', 'ada@example.com,eve@evil.example'],
    ['a semicolon', 'ada@example.com; eve@evil.example'],
    ['a group', 'friends: eve@evil.example;'],
    ['another address in quotes', '"eve@evil.example x"@example.com'],
    ['another address in brackets', 'ada <eve@evil.example> @example.com'],
  ])('has one recipient and no header more, whatever an address with %s holds', async (_name, to) => {
    await post.deliver({ ...LETTER, to });
    const names = headersOf(sourceOf()).map((line) => line.split(':')[0]);
    expect(names.sort()).toEqual([
      'Auto-Submitted',
      'Content-Transfer-Encoding',
      'Content-Type',
      'Date',
      'From',
      'MIME-Version',
      'Message-ID',
      'Subject',
      'To',
    ]);
    const [recipient] = headersOf(sourceOf()).filter((line) => line.startsWith('To:'));
    expect(recipient).not.toMatch(/(^|[\s<,;])eve@evil\.example>?\s*($|[,;])/);
  });
});
