import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { type ProblemCode, problemKind } from './problem-catalogue.js';

/** Every route that documents its problems is throttled. */
const EVERYWHERE: readonly ProblemCode[] = ['rate-limited'];

/** Documents the problems that a route answers with, those of one status together. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy([...codes, ...EVERYWHERE], (code) => problemKind(code).status);
  const responses = [...byStatus].map(([status, sameStatus]) =>
    ApiResponse({
      status,
      description: sameStatus.map((code) => `\`${code}\`: ${problemKind(code).title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
  return applyDecorators(...responses);
}
