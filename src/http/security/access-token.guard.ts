import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { DomainError } from '../../domain/errors.js';
import { ACCESS_TOKEN } from './access-token.strategy.js';
import { IS_PUBLIC } from './public.decorator.js';

/** Closes every route that doesn't say `@Public()` to callers without a valid access token. No store access. */
@Injectable()
export class AccessTokenGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]);
    return isPublic || ((await super.canActivate(context)) as boolean);
  }

  override handleRequest<Caller>(fault: Error | null, caller: Caller | false, info: unknown): Caller {
    if (fault) throw fault;
    if (caller) return caller;
    throw refusalFor(info);
  }
}

function refusalFor(info: unknown): DomainError {
  const { name, message } = info instanceof Error ? info : new Error();
  if (message === 'No auth token') return new DomainError('token-missing', 'This needs an access token.');
  if (name === 'TokenExpiredError') return new DomainError('token-expired', 'The access token has expired.');
  return new DomainError('token-invalid', 'The access token is not valid.');
}
