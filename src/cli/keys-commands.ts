import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { auditKeyId } from '../infrastructure/crypto/hmac-audit-seal.js';
import { newSecret, newSigningKey } from '../infrastructure/config/key-files.js';
import { loadEnvironment } from '../infrastructure/config/load-environment.js';
import { readConfig } from '../infrastructure/config/read-config.js';
import { Peppers } from '../infrastructure/crypto/peppers.js';
import { print, table } from './output.js';

const KINDS = {
  secret: newSecret,
  signing: newSigningKey,
} as const;

export function keysCommands(): Command {
  const keys = new Command('keys').description('keys of the service');
  keys
    .command('generate')
    .description(
      'make a key: a secret for APP_KEYS, AUDIT_KEYS, PASSWORD_PEPPERS or JWT_SECRET, or a signing key for JWT_SIGNING_KEYS',
    )
    .addArgument(new Argument('<kind>', 'what for').choices(Object.keys(KINDS)))
    .option('--out <file>', 'write it to a new file that only you can read, instead of to stdout')
    .action(generate);
  keys.command('list').description('name the keys in use, without showing them').action(list);
  return keys;
}

function generate(kind: keyof typeof KINDS, { out }: { readonly out?: string }): void {
  const key = KINDS[kind]();
  if (out === undefined) process.stdout.write(key);
  else writeFileSync(out, key, { mode: 0o600, flag: 'wx' });
}

function list(): void {
  const { keys, passwords } = readConfig(loadEnvironment());
  const { algorithm } = keys.accessToken;
  const accessTokenRows = keys.accessToken.keys.map(({ kid, signing }, index) => [
    'access tokens',
    `${algorithm} ${kid}`,
    index === 0 ? 'signs, verifies' : signing === undefined ? 'verifies (public)' : 'verifies',
  ]);
  const appRows = keys.app.map((key, index) => ['APP_KEYS', idOf(key), index === 0 ? 'signs, verifies' : 'verifies']);
  const { ids } = new Peppers(passwords.peppers, console);
  const pepperRows = ids.map((id, index) => ['PASSWORD_PEPPERS', id, index === 0 ? 'hashes, verifies' : 'verifies']);
  const auditRows = keys.audit.map((key, index) => [
    'AUDIT_KEYS',
    auditKeyId(key),
    index === 0 ? 'seals, verifies' : 'verifies',
  ]);
  print(table(['FOR', 'ID', 'USE'], [...accessTokenRows, ...appRows, ...auditRows, ...pepperRows]));
}

/** Tells keys apart without telling anything of them: a digest under a label of its own. */
function idOf(key: string): string {
  return createHash('sha256').update('ratchet key id').update(key).digest('base64url').slice(0, 12);
}
