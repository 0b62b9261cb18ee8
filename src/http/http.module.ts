import { type DynamicModule, Global, Module, ValidationPipe, type ValidationError } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { DomainError, type FieldError } from '../domain/errors.js';
import { HttpSettings } from './http-settings.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { RouteTable } from './problems/route-table.js';
import { AccessTokenGuard } from './security/access-token.guard.js';
import { OriginGuard } from './security/origin.guard.js';
import { AccessTokenStrategy } from './security/access-token.strategy.js';

function fieldErrors(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => [
    ...Object.values(constraints ?? {}).map((message) => ({ field: `${path}${property}`, message })),
    ...fieldErrors(children ?? [], `${path}${property}.`),
  ]);
}

/** Unknown fields are refused: a client that sends `role` must not believe that it was heard. */
const validationPipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) =>
    new DomainError('validation-failed', 'The request is not valid.', { errors: fieldErrors(errors) }),
});

/** What holds for every route: the guard, the validation, the form of errors. */
@Global()
@Module({})
export class HttpModule {
  static with(settings: HttpSettings): DynamicModule {
    return {
      module: HttpModule,
      imports: [PassportModule],
      providers: [
        { provide: HttpSettings, useValue: settings },
        RouteTable,
        AccessTokenStrategy,
        // In this order: a foreign page is told so whatever token it has.
        { provide: APP_GUARD, useClass: OriginGuard },
        { provide: APP_GUARD, useClass: AccessTokenGuard },
        { provide: APP_PIPE, useValue: validationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [HttpSettings, RouteTable],
    };
  }
}
