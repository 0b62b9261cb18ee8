import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { type ProblemCode, problemKind } from './problem-catalogue.js';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.js';
import { RouteTable } from './route-table.js';

/** What Nest and Fastify refuse on their own, by status. */
const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed-request',
  403: 'forbidden',
  404: 'not-found',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
};

/** Every error leaves through here, as problem details; what nobody expected becomes a bare 500 and a log line. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(fault: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (fault instanceof DomainError) {
      if (fault.cause !== undefined) request.log.warn({ err: fault.cause, code: fault.code }, fault.message);
      const { code, message: detail, reason, errors, retryAfterSeconds } = fault;
      this.send(reply, request, code, { detail, reason, errors, retryAfterSeconds });
      return;
    }
    const code = this.codeOf(fault, request, reply);
    if (code === 'internal-error') request.log.error({ err: fault }, 'unexpected error');
    this.send(reply, request, code);
  }

  private codeOf(fault: unknown, request: FastifyRequest, reply: FastifyReply): ProblemCode {
    // Where there is no route nobody reads the body, so what is wrong with it (QUERY without any) is not the problem.
    const status = request.is404 ? 404 : statusOf(fault);
    if (status !== 404) return CODE_OF_STATUS[status] ?? (status < 500 ? 'malformed-request' : 'internal-error');
    const allowed = this.routes.allowed(request.url.split('?', 1)[0] ?? '/');
    // A route that answers this method, and finds nothing, says so itself.
    if (allowed.length === 0 || allowed.includes(request.method)) return 'not-found';
    reply.header('allow', allowed.join(', '));
    return 'method-not-allowed';
  }

  private send(
    reply: FastifyReply,
    request: FastifyRequest,
    code: ProblemCode,
    {
      retryAfterSeconds,
      ...details
    }: Parameters<typeof problemOf>[2] & { retryAfterSeconds?: number | undefined } = {},
  ): void {
    const { status, challenge, retryAfter } = problemKind(code);
    const seconds = retryAfterSeconds ?? retryAfter;
    if (challenge !== undefined) reply.header('www-authenticate', challenge);
    if (seconds !== undefined) reply.header('retry-after', seconds);
    reply
      .status(status)
      .type(PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(problemOf(code, request.id, details)));
  }
}

/** Nest's and Fastify's own errors carry the status that they mean. */
function statusOf(fault: unknown): number {
  if (fault instanceof HttpException) return fault.getStatus();
  const status = (fault as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}
