import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The process's variables, and under them those of a `.env` file in the working folder. */
export function loadEnvironment(): NodeJS.ProcessEnv {
  return { ...readEnvFile('.env'), ...process.env };
}

function readEnvFile(path: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw fault;
  }
}
