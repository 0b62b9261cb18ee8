// The service with notes in it: `npm run example`.
import { serve } from '../../src/serve.js';
import { notes } from './notes.module.js';

await serve([notes]);
