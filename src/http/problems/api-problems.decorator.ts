import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { type ProblemCode, problemKind } from './problem-catalogue.js';

/** The content of an answer that is a problem with one of these codes. */
export function problemContent(codes: readonly ProblemCode[]) {
  const code = { type: 'string', enum: [...codes] };
  const narrowed = { type: 'object', properties: { code }, required: ['code'] };
  return { 'application/problem+json': { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, narrowed] } } };
}

/** What every route answers that needs an access token. */
export const TOKEN_PROBLEMS = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'token-revoked',
  'forbidden',
] as const satisfies ProblemCode[];

/** Every route that documents its problems is throttled. */
const EVERYWHERE: readonly ProblemCode[] = ['rate-limited'];

/** Documents the problems that a route answers with, those of one status together: code, headers, meaning. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy([...codes, ...EVERYWHERE], (code) => problemKind(code).status);
  return applyDecorators(...[...byStatus].map(([status, sameStatus]) => responseOf(status, sameStatus)));
}

function responseOf(status: number, codes: readonly ProblemCode[]): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description: codes.map((each) => `\`${each}\`: ${problemKind(each).title}`).join('; '),
    content: problemContent(codes),
    headers: headersOf(codes),
  });
}

function headersOf(codes: readonly ProblemCode[]): NonNullable<ApiResponseOptions['headers']> {
  const kinds = codes.map(problemKind);
  const isChallenge = kinds.some(({ challenge }) => challenge !== undefined);
  const isRetriable = kinds.some(({ retryAfter }) => retryAfter !== undefined);
  return {
    ...(isChallenge && {
      'WWW-Authenticate': { description: 'RFC 6750 §3, with the `token-*` codes', schema: { type: 'string' } },
    }),
    ...(isRetriable && {
      'Retry-After': { description: 'Seconds after which trying again makes sense', schema: { type: 'integer' } },
    }),
  };
}
