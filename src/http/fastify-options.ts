import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type FastifyBaseLogger, type FastifyServerOptions, LogController } from 'fastify';
import { answerBrokenHttp, answerBrokenUrl } from './problems/raw-problems.js';

/** The largest legitimate body is a reset with a password of 128 characters. */
const BODY_LIMIT_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;

/** What the HTTP server itself is told: limits, the request id, and answers to what isn't HTTP. */
export function fastifyOptions(logger: FastifyBaseLogger, trustProxy: number | string[] | false) {
  return {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: typeof trustProxy === 'number' ? (_address: string, hop: number) => hop < trustProxy : trustProxy,
    forceCloseConnections: 'idle',
    // What comes on a kept-alive connection while the service drains is still served, and the connection then closed.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: answerBrokenUrl,
  } satisfies FastifyServerOptions;
}

/** The caller's id, if it is sane; it goes into logs and events. */
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}
