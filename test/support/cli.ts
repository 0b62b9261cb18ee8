import { spawn } from 'node:child_process';

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command line as a process of its own; `input` is its stdin. */
export function run(variables: Record<string, string>, args: readonly string[], input = ''): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], ARGON2_MEMORY: '7168', ARGON2_TIME: '1', ...variables };
  const child = spawn(process.execPath, ['dist/cli.js', ...args], { env, stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
