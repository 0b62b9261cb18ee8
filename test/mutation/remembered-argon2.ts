import argon2, { type HashOptions } from 'argon2';
import { remembering } from './remembering.ts';

/** In place of `argon2`: what was hashed before gets the same salt. */
export default {
  ...argon2,
  hash: remembering((password: string, options: HashOptions) => argon2.hash(password, options)),
  verify: remembering((phc: string, password: string, options?: { secret?: Buffer }) =>
    argon2.verify(phc, password, options),
  ),
};
