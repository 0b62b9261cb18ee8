import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The folder of programs of a virtual environment with these packages of PyPI, pinned (`name==version`): made once, in
 * node_modules/.cache. Needs Python 3.10+ with venv and pip.
 */
export async function pythonTools(...[main, ...others]: [string, ...string[]]): Promise<string> {
  const venv = resolve('node_modules/.cache', main.replace('==', '-'));
  const bin = join(venv, 'bin');
  if (existsSync(bin)) return bin;
  process.stderr.write(`Installing ${[main, ...others].join(', ')} into node_modules/.cache (once)\n`);
  try {
    await run('python3', ['-m', 'venv', venv]);
    await run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', main, ...others]);
  } catch (fault) {
    rmSync(venv, { recursive: true, force: true });
    throw fault;
  }
  return bin;
}
