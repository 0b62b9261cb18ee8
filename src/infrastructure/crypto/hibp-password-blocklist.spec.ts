import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../domain/errors.js';
import { HibpPasswordBlocklist } from './hibp-password-blocklist.js';

const sha1 = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();
const words = (count: number) => Array.from({ length: count }, (_, n) => `password ${n}`);
/** As in the list: counts of different lengths, so that lines are, too. */
const linesOf = (passwords: string[]) => passwords.map((password, n) => `${sha1(password)}:${10 ** (n % 9)}`).sort();

let folder: string;
let list: HibpPasswordBlocklist | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-blocklist-'));
});
afterEach(async () => {
  await list?.onApplicationShutdown();
  list = undefined;
  rmSync(folder, { recursive: true });
});

const path = () => join(folder, 'pwned.txt');

async function openList(content: string): Promise<HibpPasswordBlocklist> {
  writeFileSync(path(), content);
  return (list = await HibpPasswordBlocklist.open(path()));
}

const count = async (passwords: string[]) => {
  const found = await Promise.all(passwords.map((password) => list!.contains(password)));
  return found.filter(Boolean).length;
};

describe('a list', () => {
  const STRANGERS = ['', 'seven purple llamas', ...Array.from({ length: 200 }, (_, n) => `stranger ${n}`)];

  it.each([1, 2, 3, 10, 1000])('of %d passwords knows each of them and no other', async (size) => {
    await openList(`${linesOf(words(size)).join('\n')}\n`);
    expect(await count(words(size))).toBe(size);
    expect(await count(STRANGERS)).toBe(0);
  });

  it.each([
    ['Windows line ends', (lines: string[]) => `${lines.join('\r\n')}\r\n`],
    ['no line end at its end', (lines: string[]) => lines.join('\n')],
    ['Windows line ends, none at its end', (lines: string[]) => lines.join('\r\n')],
    ['lower case', (lines: string[]) => `${lines.join('\n').toLowerCase()}\n`],
  ])('with %s', async (_name, write) => {
    await openList(write(linesOf(words(100))));
    expect(await count(words(100))).toBe(100);
    expect(await count(STRANGERS)).toBe(0);
  });

  it('has the hash of the UTF-8 bytes', async () => {
    await openList('94B0C94DAA7B09C8F11B0B2BD0F0B6B4AF56F8F5:1\n'.replace(/^\w{40}/, sha1('zoë')));
    expect(await count(['zoë', 'zoe'])).toBe(1);
  });
});

describe('what is no such list', () => {
  const good = linesOf(words(1000));

  it.each([
    ['an empty file', '', 'no line'],
    ['words', 'password\n123456\n', 'SHA1:count at byte 0'],
    ['hashes without counts', good.map((line) => line.slice(0, 40)).join('\n'), 'SHA1:count'],
    ['SHA-256', `${'A'.repeat(64)}:1\n`, 'SHA1:count'],
    ['one endless line', 'A'.repeat(5000), 'SHA1:count'],
    ['a list that was cut in a hash', good.join('\n').slice(0, -30), 'SHA1:count'],
    [
      'a list ordered by count',
      linesOf(words(1000))
        .sort((a, b) => a.localeCompare(b.slice(20)))
        .join('\n'),
      'sorted',
    ],
    ['a list in descending order', good.toReversed().join('\n'), 'sorted'],
    ['the same line over and over', `${good[0]}\n`.repeat(1000), 'sorted'],
  ])('is refused: %s', async (_name, content, reason) => {
    await expect(openList(content)).rejects.toThrow(reason);
  });

  it('is refused: a file that is not there', async () => {
    await expect(HibpPasswordBlocklist.open(path())).rejects.toThrow('ENOENT');
  });

  it('is refused: a folder', async () => {
    await expect(HibpPasswordBlocklist.open(folder)).rejects.toThrow();
  });
});

describe('a list that can no longer be read', () => {
  it('refuses every password, as a store that is away', async () => {
    await openList(`${linesOf(words(1000)).join('\n')}\n`);
    truncateSync(path(), 20);
    await expect(list!.contains('password 1')).rejects.toThrow(StorageUnavailable);
  });

  it('or has become another is such a one, too', async () => {
    const content = `${linesOf(words(1000)).join('\n')}\n`;
    await openList(content);
    writeFileSync(path(), content.replaceAll(/[0-9]/g, 'x'), { flag: 'r+' });
    await expect(list!.contains('password 1')).rejects.toThrow(StorageUnavailable);
  });
});
