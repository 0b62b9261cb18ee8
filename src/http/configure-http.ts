import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Metrics } from '../application/ports/metrics.js';
import { drainOnClose } from './drain.js';
import { HttpSettings } from './http-settings.js';
import { acceptJsonOnly } from './json-body.js';
import { serveOpenApi } from './open-api.js';
import { RouteTable } from './problems/route-table.js';
import { clientAddressOf } from './security/client-address.js';

/** Sets up what lies before the routes. Must run between the application's creation and its `init`. */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const settings = app.get(HttpSettings);
  app.get(RouteTable).watch(fastify);
  acceptJsonOnly(fastify);
  addHooks(fastify, app.get(Metrics));
  drainOnClose(fastify);
  await fastify.register(cookie);
  await fastify.register(helmet, {
    hsts: settings.cookies.secure && { maxAge: 31_536_000 },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
  });
  if (settings.allowedOrigins.length > 0) {
    await fastify.register(cors, {
      origin: [...settings.allowedOrigins],
      credentials: true,
      methods: ['GET', 'POST', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-Id'],
      exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
      maxAge: 600,
      strictPreflight: false,
    });
  }
  serveOpenApi(app, settings);
}

function addHooks(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.decorateRequest('signedIn', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    // Everything here is personal or secret unless a route says otherwise.
    reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const ip = clientAddressOf(request);
    const { statusCode: status, elapsedTime } = reply;
    const route = request.routeOptions.url ?? null;
    metrics.answered({ method, route, status, seconds: elapsedTime / 1000 });
    const { userId, sessionId } = request.user ?? request.signedIn ?? {};
    const ms = Math.round(elapsedTime * 10) / 10;
    request.log.info({ method, route, status, ms, ip, userId, sessionId }, 'answered');
    done();
  });
}
