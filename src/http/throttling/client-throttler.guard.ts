import { Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerRequest } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { networkOf } from '../../domain/client-network.js';
import { DomainError } from '../../domain/errors.js';
import { clientAddressOf } from '../security/client-address.js';
import { throttleGroupOf } from './throttled.decorator.js';

/** Refuses a client network that asks too often, by the limits of the route's group; `@SkipThrottle()` routes are free. */
@Injectable()
export class ClientThrottlerGuard extends ThrottlerGuard {
  /** The headers are those of draft-ietf-httpapi-ratelimit-headers-11 §3 and §4. @throws DomainError `rate-limited` */
  protected override async handleRequest({ context, limit, ttl }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const group = throttleGroupOf(context);
    const key = `${group} ${networkOf(clientAddressOf(http.getRequest<FastifyRequest>()))}`;
    const counted = await this.storageService.increment(key, ttl, limit, ttl, group);
    const left = Math.max(0, limit - counted.totalHits);
    http.getResponse<FastifyReply>().headers({
      'ratelimit-policy': `"${group}";q=${limit};w=${ttl / 1000}`,
      ratelimit: `"${group}";r=${left};t=${counted.timeToExpire}`,
    });
    if (!counted.isBlocked) return true;
    throw new DomainError('rate-limited', 'Too many requests from this network.', {
      retryAfterSeconds: counted.timeToExpire,
    });
  }
}
