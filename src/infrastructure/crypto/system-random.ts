import { v7 } from 'uuid';
import { Random } from '../../application/ports/random.js';

export class SystemRandom extends Random {
  uuid(): string {
    return v7();
  }
}
