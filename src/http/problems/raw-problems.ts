import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.js';

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what isn't HTTP, before there is a request to speak of. */
export function answerBrokenHttp(fault: Error & { code?: string }, socket: Socket): void {
  // What comes first on the connection is taken for the answer to the request before, which may have done its work.
  if (fault.code === 'ECONNRESET' || !socket.writable || isBeingAnswered(socket)) {
    socket.destroy();
    return;
  }
  const status = STATUS_LINES[fault.code ?? ''] ?? '400 Bad Request';
  const requestId = randomUUID();
  const body = JSON.stringify(
    Object.assign(problemOf('malformed-request', requestId), { status: Number(status.slice(0, 3)) }),
  );
  const headers = [
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}

/** Whether a whole request has come and its answer hasn't left. Nothing public tells; Node's own handler looks there, too. */
function isBeingAnswered(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.req.complete === true;
}

/** Answers a URL that can't be decoded, which Fastify refuses before its hooks run. */
export function answerBrokenUrl(_fault: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf('malformed-request', request.id);
  reply
    .status(problem.status)
    .header('x-request-id', request.id)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problem));
}
