import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { HttpSettings } from '../http-settings.js';

/**
 * Refuses requests that another site's page sent, on every endpoint that reads or sets a cookie (OWASP CSRF Prevention:
 * verifying origin; Fetch Metadata). Programs send neither header and pass.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  private readonly allowed: ReadonlySet<string>;

  constructor(@Inject(HttpSettings) { publicUrl, allowedOrigins }: HttpSettings) {
    this.allowed = new Set([publicUrl, ...allowedOrigins]);
  }

  canActivate(context: ExecutionContext): boolean {
    const { origin, 'sec-fetch-site': site } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const isAllowed = origin === undefined ? isOwnSite(site) : this.allowed.has(origin);
    if (isAllowed) return true;
    throw new DomainError('origin-not-allowed', 'Pages of this origin may not call this endpoint.');
  }
}

function isOwnSite(site: string | string[] | undefined): boolean {
  return site === undefined || site === 'none' || site === 'same-origin';
}
