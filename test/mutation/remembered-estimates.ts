import estimate from '../../src/infrastructure/crypto/zxcvbn-thread.ts';
import { remembering } from './remembering.ts';

/** In place of `zxcvbn-thread.ts`. */
export default remembering(estimate);
