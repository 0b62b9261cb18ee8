#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
import { assertNodeVersion } from './node-version.js';

assertNodeVersion(process.version);
module.enableCompileCache(join(import.meta.dirname, '.compile-cache'));

// Loaded only now: an older Node would fail on the imports before it could say why.
const { runCli } = await import('./cli/run-cli.js');
process.exitCode = await runCli(process.argv.slice(2));
