import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FieldError } from '../../domain/errors.js';
import { type ProblemCode, problemKind, PROBLEMS } from './problem-catalogue.js';

class ProblemField {
  @ApiProperty({ example: 'password' })
  field!: string;

  @ApiProperty({ example: 'must have at least 12 characters' })
  message!: string;
}

/** RFC 9457 problem details; `code` is what clients branch on. */
export class Problem {
  @ApiProperty({ example: '/problems/validation-failed' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status!: number;

  @ApiProperty()
  detail!: string;

  @ApiProperty({ enum: Object.keys(PROBLEMS), example: 'validation-failed' })
  code!: ProblemCode;

  @ApiProperty({ description: 'The x-request-id of the answer' })
  requestId!: string;

  @ApiPropertyOptional({ description: 'Why the session ended' })
  reason?: string;

  @ApiPropertyOptional({ type: [ProblemField] })
  errors?: readonly FieldError[];
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

export function problemOf(
  code: ProblemCode,
  requestId: string,
  {
    detail,
    reason,
    errors,
  }: { detail?: string | undefined; reason?: string | undefined; errors?: readonly FieldError[] | undefined } = {},
): Problem {
  const { status, title, remedy } = problemKind(code);
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail: detail ?? remedy,
    code,
    requestId,
    ...(reason !== undefined && { reason }),
    ...(errors !== undefined && { errors }),
  };
}
