import module from 'node:module';
import { join } from 'node:path';
import { assertNodeVersion } from './node-version.js';

assertNodeVersion(process.version);
// Compiling takes most of a start; the next one finds it done. In our own folder: others could write to a shared one.
module.enableCompileCache(join(import.meta.dirname, '.compile-cache'));

// Loaded only now: an older Node would fail on the imports before it could say why.
const { sizeThreadPool } = await import('./infrastructure/config/load-environment.js');
sizeThreadPool();
const { serve } = await import('./serve.js');
await serve();
