import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Authorize } from '../../application/admin/authorize.js';
import { DomainError } from '../../domain/errors.js';
import { can, type Permission } from '../../domain/role.js';
import { idInPath, isId } from '../id-param.js';
import { type AuthenticatedCaller, clientOf } from './caller.js';
import { IS_PUBLIC } from './public.decorator.js';
import { REQUIRED_PERMISSION } from './require-permission.decorator.js';

type Request = FastifyRequest & { user: AuthenticatedCaller };

/**
 * Lets only those in whom the route names: everyone (`@Public()`), or callers with a permission. Closed by default. What
 * concerns one's own account is judged by the access token, without a store look-up; all else by `Authorize`.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Authorize) private readonly authorize: Authorize,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, route)) return true;
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(REQUIRED_PERMISSION, route);
    if (permission === undefined) throw new DomainError('forbidden', 'This route names no permission: it is closed.');
    const request = context.switchToHttp().getRequest<Request>();
    if (permission === 'account:own') {
      if (can(request.user.role, permission)) return true;
      throw new DomainError('forbidden', 'The role of this account does not include the permission.');
    }
    const id = idInPath(request);
    // Whatever else stands in the path has no place in the trail.
    const target = isId(id) ? id : null;
    await this.authorize.execute({ caller: request.user, permission, target, client: clientOf(request) });
    return true;
  }
}
