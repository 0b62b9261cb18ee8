import { describe, expect, it } from '@jest/globals';
import {
  DomainError,
  InvalidCredentials,
  MissingPepper,
  NotFound,
  Overloaded,
  RefreshOutcomeUnknown,
  StorageUnavailable,
  TokenRevoked,
} from './errors.js';

const cause = new Error('injected');

describe('a refusal', () => {
  it.each([
    [new DomainError('forbidden', 'No.'), 'DomainError', 'forbidden', 'No.'],
    [new StorageUnavailable(cause), 'StorageUnavailable', 'storage-unavailable', 'The store cannot be reached'],
    [new RefreshOutcomeUnknown(cause), 'RefreshOutcomeUnknown', 'refresh-outcome-unknown', 'same Idempotency-Key'],
    [new NotFound('account'), 'NotFound', 'not-found', 'There is no such account.'],
    [new TokenRevoked(), 'TokenRevoked', 'token-revoked', 'has ended'],
    [new InvalidCredentials(), 'InvalidCredentials', 'invalid-credentials', 'e-mail or the password'],
    [new Overloaded(), 'Overloaded', 'overloaded', 'Try again in a moment'],
  ])('%s bears the name and the code that logs and clients know, and says what to do', (error, name, code, text) => {
    expect(error).toMatchObject({ name, code, message: expect.stringContaining(text) });
  });

  it('for want of a pepper tells the client what a wrong password does', () => {
    const { name, code, message } = new MissingPepper();
    const { name: sameName, code: sameCode, message: sameMessage } = new InvalidCredentials();
    expect([name, code, message]).toEqual([sameName, sameCode, sameMessage]);
  });

  it.each([new StorageUnavailable(cause), new RefreshOutcomeUnknown(cause)])(
    '%s keeps its cause for the log',
    (error) => {
      expect(error.cause).toBe(cause);
    },
  );
});
