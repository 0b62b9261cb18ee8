import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DevelopmentKey {
  readonly path: string;
  readonly text: string;
  readonly isNew: boolean;
}

/** 256 random bits in base64url, for `APP_KEYS` and `AUDIT_KEYS`. */
export function newSecret(): string {
  return `${randomBytes(32).toString('base64url')}\n`;
}

/** A P-256 private key as PKCS #8 PEM, for `JWT_SIGNING_KEYS`. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The key of `newSecret` that the folder keeps. */
export function developmentSecret(folder: string, name: string): DevelopmentKey {
  return keepOrMake(folder, name, newSecret);
}

/** The key of `newSigningKey` that the folder keeps. */
export function developmentSigningKey(folder: string, name: string): DevelopmentKey {
  return keepOrMake(folder, name, newSigningKey);
}

/**
 * Keeps the key that is there, or makes it, mode 0600. Several instances may start at once on one folder: the link is
 * atomic, so all end up with the same key.
 */
function keepOrMake(folder: string, name: string, make: () => string): DevelopmentKey {
  const path = join(folder, name);
  const existing = readIfThere(path);
  if (existing !== null) return { path, text: existing, isNew: false };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, make(), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
    return { path, text: readFileSync(path, 'utf8'), isNew: true };
  } catch (fault) {
    const winner = readIfThere(path);
    if (winner === null) throw fault;
    return { path, text: winner, isNew: false };
  } finally {
    rmSync(draft);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}
