import { readFileSync } from 'node:fs';
import { type AccessTokenKey, ecKeyFromPem } from '../crypto/signing-keys.js';

/** Reads the files of `JWT_SIGNING_KEYS` once; a mistake names its entry by position, never by what stands there. */
export function readSigningKeys(paths: readonly string[]): { keys: AccessTokenKey[]; mistakes: string[] } {
  const keys: AccessTokenKey[] = [];
  const mistakes: string[] = [];
  for (const [index, path] of paths.entries()) {
    try {
      const key = ecKeyFromPem(readFileSync(path, 'utf8'));
      keys.push(key);
      if (index === 0 && key.signing === undefined) mistakes.push(`${nameOf(index)}: the first must be a private key`);
    } catch (fault) {
      mistakes.push(`${nameOf(index)}: ${reasonOf(fault)}`);
    }
  }
  return { keys, mistakes };
}

function nameOf(index: number): string {
  return `JWT_SIGNING_KEYS entry ${index + 1}`;
}

/** The system's own text repeats the path, and that may be a key that was pasted by mistake. */
function reasonOf(fault: unknown): string {
  const { code, message } = fault as NodeJS.ErrnoException;
  return code === undefined ? message : `is not the path of a PEM file that can be read (${code})`;
}
