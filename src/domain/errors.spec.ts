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
  it.each<[() => DomainError, string, string, string]>([
    [() => new DomainError('forbidden', 'No.'), 'DomainError', 'forbidden', 'No.'],
    [() => new StorageUnavailable(cause), 'StorageUnavailable', 'storage-unavailable', 'The store cannot be reached'],
    [
      () => new RefreshOutcomeUnknown(cause),
      'RefreshOutcomeUnknown',
      'refresh-outcome-unknown',
      'same Idempotency-Key',
    ],
    [() => new NotFound('account'), 'NotFound', 'not-found', 'There is no such account.'],
    [() => new TokenRevoked(), 'TokenRevoked', 'token-revoked', 'has ended'],
    [() => new InvalidCredentials(), 'InvalidCredentials', 'invalid-credentials', 'e-mail or the password'],
    [() => new Overloaded(), 'Overloaded', 'overloaded', 'Try again in a moment'],
  ])('bears the name and the code that logs and clients know, and says what to do: %#', (make, name, code, text) => {
    expect(make()).toMatchObject({ name, code, message: expect.stringContaining(text) });
  });

  it('for want of a pepper tells the client what a wrong password does', () => {
    const { name, code, message } = new MissingPepper();
    const { name: sameName, code: sameCode, message: sameMessage } = new InvalidCredentials();
    expect([name, code, message]).toEqual([sameName, sameCode, sameMessage]);
  });

  it('of the store keeps its cause for the log', () => {
    expect([new StorageUnavailable(cause).cause, new RefreshOutcomeUnknown(cause).cause]).toEqual([cause, cause]);
  });
});
