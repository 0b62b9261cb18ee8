import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AuthenticatedCaller } from '../../../src/http/security/caller.js';
import { ConfirmFreshLogin } from '../application/confirm-fresh-login.js';

/** For routes that a stolen access token or an unlocked screen should not reach. Runs after the guards of every route. */
@Injectable()
export class FreshLoginGuard implements CanActivate {
  constructor(@Inject(ConfirmFreshLogin) private readonly confirmFreshLogin: ConfirmFreshLogin) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { user } = context.switchToHttp().getRequest<FastifyRequest & { user: AuthenticatedCaller }>();
    await this.confirmFreshLogin.execute(user);
    return true;
  }
}
