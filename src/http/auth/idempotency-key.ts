import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';

/** Injects the `Idempotency-Key`, or null; one that is too short to be random, or unprintable, is refused. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x20-\x7e]{16,128}$/.test(key)) return key;
  throw new DomainError('validation-failed', 'The Idempotency-Key is not valid.', {
    errors: [{ field: 'Idempotency-Key', message: 'must be 16 to 128 printable characters, random for each refresh' }],
  });
});
