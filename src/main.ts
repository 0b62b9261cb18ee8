import { assertNodeVersion } from './node-version.js';

assertNodeVersion(process.version);

// Loaded only now: an older Node would fail on the imports before it could say why.
const { sizeThreadPool } = await import('./infrastructure/config/load-environment.js');
sizeThreadPool();
const { serve } = await import('./serve.js');
await serve();
