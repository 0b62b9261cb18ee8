import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseEnv } from 'node:util';

/** The process's variables, and under them those of a `.env` file in the working folder. */
export function loadEnvironment(): NodeJS.ProcessEnv {
  return { ...readEnvFile('.env'), ...process.env };
}

/**
 * Gives libuv a thread for each password that is hashed at once, and two for whatever else waits for one (syncs, files, host names),
 * unless `UV_THREADPOOL_SIZE` is set. Must run before anything uses the pool, which is then as large as it will be.
 */
export function sizeThreadPool(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(4, availableParallelism() + 3));
}

function readEnvFile(path: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw fault;
  }
}
