import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Options, transformSync } from '@swc/core';

const HERE = new URL('.', import.meta.url).href;
const OPTIONS = JSON.parse(readFileSync(new URL('../support/swc.json', HERE), 'utf8')) as Options;

const INSTEAD: readonly (readonly [suffix: string, file: string])[] = [
  ['@jest/globals', 'jest-globals.ts'],
  ['argon2', 'remembered-argon2.ts'],
  ['/zxcvbn-thread.js', 'remembered-estimates.ts'],
];

/** Lets Node import the TypeScript below `root` as Jest does: compiled with the same options, `./x.js` for `./x.ts`. */
export function loadSourcesBelow(root: string): void {
  const ours = (url = '') => url.startsWith(root) && !url.startsWith(HERE) && !url.includes('/node_modules/');
  registerHooks({
    resolve(specifier, context, next) {
      if (!ours(context.parentURL)) return next(specifier, context);
      const [, file] = INSTEAD.find(([suffix]) => specifier.endsWith(suffix)) ?? [];
      if (file !== undefined) return next(HERE + file, context);
      return next(specifier.startsWith('.') ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
    load(url, context, next) {
      if (!ours(url) || !url.endsWith('.ts')) return next(url, context);
      const filename = fileURLToPath(url);
      const { code } = transformSync(readFileSync(filename, 'utf8'), { ...OPTIONS, filename });
      return { format: 'module', source: code, shortCircuit: true };
    },
  });
}
