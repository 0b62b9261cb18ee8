import { type DynamicModule, Global, Module, ValidationPipe, type ValidationError } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ThrottlerModule } from '@nestjs/throttler';
import { Authorize } from '../application/admin/authorize.js';
import { AuditTrail } from '../application/audit/audit-trail.js';
import { ConfirmCaller } from '../application/auth/confirm-caller.js';
import { LimitGuesses } from '../application/auth/limit-guesses.js';
import { AccessTokens } from '../application/ports/access-tokens.js';
import { Clock } from '../application/ports/clock.js';
import { EmailDigest } from '../application/ports/email-digest.js';
import { Lockouts } from '../application/ports/lockouts.js';
import { RequestCounters } from '../application/ports/request-counters.js';
import { SessionRepository } from '../application/ports/session-repository.js';
import { UserRepository } from '../application/ports/user-repository.js';
import { EndSessions } from '../application/sessions/end-sessions.js';
import { RevocationFeed } from '../application/sessions/revocation-feed.js';
import { DomainError, type FieldError } from '../domain/errors.js';
import { HttpSettings } from './http-settings.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { RouteTable } from './problems/route-table.js';
import { provide } from './provide.js';
import { AccessTokenGuard } from './security/access-token.guard.js';
import { PermissionGuard } from './security/permission.guard.js';
import { RevocationPolling } from './security/revocation-polling.js';
import { OriginGuard } from './security/origin.guard.js';
import { AccessTokenStrategy } from './security/access-token.strategy.js';
import { VerifiedTokens } from './security/verified-tokens.js';
import { ClientThrottlerGuard } from './throttling/client-throttler.guard.js';
import type { ThrottlePolicy } from './throttling/throttle-policy.js';
import { ThrottleStorage } from './throttling/throttle-storage.js';
import { throttleGroupOf } from './throttling/throttled.decorator.js';

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

/** Steps that the use cases of several features take; a module of one's own may ask for them too. */
const sharedSteps = [
  provide(RevocationFeed, SessionRepository, AccessTokens, Clock),
  provide(EndSessions, UserRepository, SessionRepository, RevocationFeed, AuditTrail, Clock),
  provide(ConfirmCaller, SessionRepository, UserRepository, EndSessions, Clock),
  provide(Authorize, ConfirmCaller, AuditTrail),
  provide(LimitGuesses, Lockouts, EmailDigest, AuditTrail, Clock),
];

/** What holds for every route: the guards, the validation, the form of errors. */
@Global()
@Module({})
export class HttpModule {
  static with(settings: HttpSettings, throttling: ThrottlePolicy): DynamicModule {
    return {
      module: HttpModule,
      imports: [
        PassportModule,
        ThrottlerModule.forRootAsync({
          inject: [RequestCounters, Clock],
          useFactory: (counters: RequestCounters, clock: Clock) => ({
            throttlers: [
              {
                limit: (context) => throttling.rates[throttleGroupOf(context)].limit,
                ttl: (context) => throttling.rates[throttleGroupOf(context)].windowMs,
              },
            ],
            skipIf: () => !throttling.isOn,
            storage: new ThrottleStorage(counters, clock),
          }),
        }),
      ],
      providers: [
        { provide: HttpSettings, useValue: settings },
        RouteTable,
        VerifiedTokens,
        AccessTokenStrategy,
        RevocationPolling,
        ...sharedSteps,
        // In this order: a foreign page is told so whatever token it has, and before anything is counted.
        { provide: APP_GUARD, useClass: OriginGuard },
        { provide: APP_GUARD, useClass: ClientThrottlerGuard },
        { provide: APP_GUARD, useClass: AccessTokenGuard },
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_PIPE, useValue: validationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [HttpSettings, RouteTable, ...sharedSteps.map(({ provide: step }) => step)],
    };
  }
}
