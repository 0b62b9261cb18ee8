import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { pythonTools } from './python.ts';

const run = promisify(execFile);

/** What a verifier somewhere else knows of the service. */
export interface Ask {
  /** Of the JWKS. */
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  readonly tokens: readonly string[];
}

/** Of each library, by name, whether it took each token; null if it can't be had on this machine. */
type Verifier = (ask: Ask) => Promise<Record<string, boolean[]> | null>;

/** Node's; in every test run, as Python's are, which the tests' store needs anyway. */
const jose: Verifier = async ({ url, issuer, audience, tokens }) => {
  const keys = createRemoteJWKSet(new URL(url));
  const isTaken = (token: string) =>
    jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'], requiredClaims: ['exp'] }).then(
      () => true,
      () => false,
    );
  return { jose: await Promise.all(tokens.map(isTaken)) };
};

const python: Verifier = async (ask) => {
  const bin = await pythonTools('pyjwt[crypto]==2.15.1', 'joserfc==1.8.0');
  return answerOf(join(bin, 'python'), ['test/support/verifiers/verify_tokens.py'], ask);
};

const go: Verifier = async (ask) => {
  if (!(await isThere('go', ['version']))) return null;
  const folder = copied('test/support/verifiers/go', 'verifier-go');
  await run('go', ['build', '-o', 'verify', '.'], { cwd: folder, env: { ...process.env, GOFLAGS: '-mod=mod' } });
  return answerOf(join(folder, 'verify'), [], ask);
};

const java: Verifier = async (ask) => {
  if (!(await isThere('mvn', ['--version']))) return null;
  const folder = copied('test/support/verifiers/java', 'verifier-java');
  await run('mvn', ['-q', '-B', 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath'], {
    cwd: folder,
  });
  return answerOf('sh', ['-c', `cd ${folder} && exec java -cp target/classes:$(cat classpath) Verify`], ask);
};

export const QUICK: Readonly<Record<string, Verifier>> = { jose, python };
export const ALL: Readonly<Record<string, Verifier>> = { ...QUICK, go, java };

/** Builds leave files, and those are no source. */
function copied(source: string, name: string): string {
  const folder = resolve('node_modules/.cache', name);
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, { recursive: true });
  return folder;
}

function isThere(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

async function answerOf(command: string, args: string[], ask: Ask): Promise<Record<string, boolean[]>> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(ask));
  const [answer] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(answer) as Record<string, boolean[]>;
}
