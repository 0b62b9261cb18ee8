import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { HttpSettings } from '../http-settings.js';

const USES_COOKIE = 'ratchet:uses-cookie';

/** Marks a route, or a controller's every route, that reads or sets a cookie. */
export const UsesCookie = () => SetMetadata(USES_COOKIE, true);

/**
 * Refuses requests that another site's page sent, on every endpoint that says `@UsesCookie()` (OWASP CSRF Prevention:
 * verifying origin; Fetch Metadata). Programs send neither header and pass.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  private readonly allowed: ReadonlySet<string>;

  constructor(
    @Inject(HttpSettings) { publicUrl, allowedOrigins }: HttpSettings,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {
    this.allowed = new Set([publicUrl, ...allowedOrigins]);
  }

  canActivate(context: ExecutionContext): boolean {
    if (!this.reflector.getAllAndOverride<boolean>(USES_COOKIE, [context.getHandler(), context.getClass()]))
      return true;
    const { origin, 'sec-fetch-site': site } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const isAllowed = origin === undefined ? isOwnSite(site) : this.allowed.has(origin);
    if (isAllowed) return true;
    throw new DomainError('origin-not-allowed', 'Pages of this origin may not call this endpoint.');
  }
}

function isOwnSite(site: string | string[] | undefined): boolean {
  return site === undefined || site === 'none' || site === 'same-origin';
}
