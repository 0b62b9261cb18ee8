import { Injectable } from '@nestjs/common';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import FindMyWay from 'find-my-way';

/** Knows which methods a path answers to, so that a wrong method is told from a wrong path (RFC 9110 §15.5.6). */
@Injectable()
export class RouteTable {
  private readonly router = FindMyWay();
  private readonly methods = new Set<HTTPMethods>();

  /** Must run before the routes are registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) {
        if (each !== 'OPTIONS') this.add(each, url);
      }
    });
  }

  allowed(path: string): HTTPMethods[] {
    return [...this.methods].filter((method) => this.router.find(method as FindMyWay.HTTPMethod, path) !== null);
  }

  private add(method: HTTPMethods, url: string): void {
    this.methods.add(method);
    if (!this.router.hasRoute(method as FindMyWay.HTTPMethod, url)) {
      this.router.on(method as FindMyWay.HTTPMethod, url, () => undefined);
    }
  }
}
