#!/usr/bin/env node
import { assertNodeVersion } from './node-version.js';

assertNodeVersion(process.version);

// Loaded only now: an older Node would fail on the imports before it could say why.
const { runCli } = await import('./cli/run-cli.js');
process.exitCode = await runCli(process.argv.slice(2));
