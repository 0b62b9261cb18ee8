import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** No inline script or style, nothing from elsewhere, in no frame; forms go nowhere but through the page's own code. */
const POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const A_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Serves the built console at `/console`: its one page at every path below, since its routes are the browser's, and its assets,
 * whose names carry a hash of what is in them, for ever. Where it isn't built, `/console` is 404.
 */
export async function serveConsole(fastify: FastifyInstance, folder: string): Promise<void> {
  const page = readPage(folder);
  await fastify.register(fastifyStatic, { serve: false });
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { '*': path = '' } = request.params as { '*'?: string };
    reply.header('content-security-policy', POLICY);
    if (page === null) reply.callNotFound();
    else if (path.startsWith('assets/')) reply.sendFile(path, folder, { immutable: true, maxAge: A_YEAR_MS });
    else reply.type('text/html; charset=utf-8').send(page);
    return reply;
  };
  fastify.get('/console', answer);
  fastify.get('/console/*', answer);
}

function readPage(folder: string): Buffer | null {
  try {
    return readFileSync(join(folder, 'index.html'));
  } catch {
    return null;
  }
}
