import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ClientContext } from '../../domain/client-context.js';
import type { Role } from '../../domain/role.js';
import { clientAddressOf } from './client-address.js';

/** Who a valid access token speaks for. */
export interface AuthenticatedCaller {
  readonly userId: string;
  readonly sessionId: string;
  readonly role: Role;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom this request signed in or refreshed; the caller of an access token is in `user`. */
    signedIn: Pick<AuthenticatedCaller, 'userId' | 'sessionId'> | null;
    user?: AuthenticatedCaller;
  }
}

const USER_AGENT_MAX_LENGTH = 512;

/** Injects the caller that the access token guard has made sure of. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<FastifyRequest>().user;
});

/** Injects from where the request came. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return clientOf(context.switchToHttp().getRequest<FastifyRequest>());
});

export function clientOf(request: FastifyRequest): ClientContext {
  return {
    ipAddress: clientAddressOf(request),
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX_LENGTH) ?? null,
    requestId: request.id,
  };
}
