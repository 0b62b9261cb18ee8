import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { validate } from 'uuid';
import { NotFound } from '../domain/errors.js';

/** Ids have one spelling: the canonical lower-case one. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && validate(text) && text === text.toLowerCase();
}

/** The id in a request's path as it came, or undefined. */
export function idInPath({ params }: FastifyRequest): string | undefined {
  return (params as { readonly id?: string }).id;
}

/** Injects the `:id` of the path. What isn't an id is the id of nothing: 404, before any store call. */
export const Id = createParamDecorator(
  (what: string, context: ExecutionContext): string => {
    const id = idInPath(context.switchToHttp().getRequest<FastifyRequest>());
    if (!isId(id)) throw new NotFound(what);
    return id;
  },
  [documentId],
);

function documentId(controller: object, method: string | symbol | undefined): void {
  const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, method);
  if (method === undefined || descriptor === undefined) return;
  ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })(controller, method, descriptor);
}
