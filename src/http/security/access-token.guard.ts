import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { RevocationFeed } from '../../application/sessions/revocation-feed.js';
import { DomainError, TokenRevoked } from '../../domain/errors.js';
import { ACCESS_TOKEN, bearerOf } from './access-token.strategy.js';
import type { AuthenticatedCaller } from './caller.js';
import { IS_PUBLIC } from './public.decorator.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Closes every route that doesn't say `@Public()` to callers without a valid access token of a session that isn't known to
 * be revoked. No store access.
 */
@Injectable()
export class AccessTokenGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(RevocationFeed) private readonly feed: RevocationFeed,
    @Inject(VerifiedTokens) private readonly verified: VerifiedTokens,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]);
    return isPublic || this.isKnown(context) || ((await super.canActivate(context)) as boolean);
  }

  override handleRequest<Caller extends AuthenticatedCaller>(
    fault: Error | null,
    caller: Caller | false,
    info: unknown,
  ): Caller {
    if (fault) throw fault;
    if (!caller) throw refusalFor(info);
    if (this.feed.isRevoked(caller.sessionId)) throw new TokenRevoked();
    return caller;
  }

  /** Whether the very same token was verified before; its session may have ended since. */
  private isKnown(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = this.verified.find(bearerOf(request) ?? '');
    if (caller === undefined) return false;
    request.user = this.handleRequest(null, caller, null);
    return true;
  }
}

function refusalFor(info: unknown): DomainError {
  const { name, message } = info instanceof Error ? info : new Error();
  if (message === 'No auth token') return new DomainError('token-missing', 'This needs an access token.');
  if (name === 'TokenExpiredError') return new DomainError('token-expired', 'The access token has expired.');
  return new DomainError('token-invalid', 'The access token is not valid.');
}
