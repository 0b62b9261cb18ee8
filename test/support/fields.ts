import type { Type, ValidationPipe, ValueProvider } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { DomainError } from '../../src/domain/errors.js';
import type { HttpSettings } from '../../src/http/http-settings.js';
import { HttpModule } from '../../src/http/http.module.js';
import type { ThrottlePolicy } from '../../src/http/throttling/throttle-policy.js';

/** The pipe of every route. */
const { providers } = HttpModule.with({} as HttpSettings, {} as ThrottlePolicy);
const validationPipe = (providers as ValueProvider<ValidationPipe>[]).find(
  ({ provide }) => provide === APP_PIPE,
)!.useValue;

/** A query or a body as a route gets it. @throws DomainError `validation-failed` */
export function accept<T>(dto: Type<T>, value: object, type: 'query' | 'body' = 'query'): Promise<T> {
  return validationPipe.transform(value, { type, metatype: dto }) as Promise<T>;
}

/** The fields that are refused; any other fault than the documented one is thrown on. */
export async function refusedFields(dto: Type, value: object, type: 'query' | 'body' = 'query'): Promise<string[]> {
  try {
    await accept(dto, value, type);
    return [];
  } catch (fault) {
    if (!(fault instanceof DomainError) || fault.code !== 'validation-failed') throw fault;
    return (fault.errors ?? []).map(({ field }) => field);
  }
}
