import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, IsIn, IsOptional } from 'class-validator';
import type { AuditFilter } from '../../application/ports/audit-events.js';
import { AUDIT_TYPES, type AuditType } from '../../domain/audit-event.js';
import { check } from '../check.js';
import { isId } from '../id-param.js';
import { IsCursor } from '../paging/cursor.js';
import { PageQuery } from '../paging/page-query.dto.js';

const OUTCOMES = ['success', 'failure'] as const;
const INSTANT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** RFC 3339 with a zone; without one a time means something else to everyone who reads it. */
export const Instant = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && INSTANT.test(value) && isDay(value.slice(0, 10)) ? new Date(value) : value,
  );

/** `Date` takes 30 February for a day in March. */
function isDay(text: string): boolean {
  const time = new Date(text).getTime();
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export const INSTANT_HINT = { message: 'must be a time with its zone, as 2026-11-25T12:00:00.000Z' };

const IsId = () =>
  applyDecorators(
    ApiPropertyOptional({ format: 'uuid', pattern: '^[0-9a-f-]{36}$' }),
    check('must be a UUID in its canonical lower-case form', (value) => typeof value === 'string' && isId(value)),
  );

const IsNotBeforeFrom = () =>
  check('must not lie before `from`', (value, object) => {
    const { from } = object as AuditEventsQuery;
    return !(value instanceof Date && from instanceof Date && value < from);
  });

export class AuditEventsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Whose account it concerns' })
  @IsOptional()
  @IsId()
  userId?: string;

  @IsOptional()
  @IsId()
  sessionId?: string;

  @ApiPropertyOptional({ enum: AUDIT_TYPES })
  @IsOptional()
  @IsIn(AUDIT_TYPES, { message: () => `must be one of ${AUDIT_TYPES.join(', ')}` })
  type?: AuditType;

  @ApiPropertyOptional({ enum: OUTCOMES })
  @IsOptional()
  @IsIn(OUTCOMES, { message: `must be one of ${OUTCOMES.join(', ')}` })
  outcome?: (typeof OUTCOMES)[number];

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Earliest `occurredAt`, included' })
  @IsOptional()
  @Instant()
  @IsDate(INSTANT_HINT)
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Latest `occurredAt`, included' })
  @IsOptional()
  @Instant()
  @IsNotBeforeFrom()
  @IsDate(INSTANT_HINT)
  to?: Date;

  @IsOptional()
  @IsCursor(isId)
  override cursor: string | undefined = undefined;
}

export function auditFilterOf({ userId, sessionId, type, outcome, from, to }: AuditEventsQuery): AuditFilter {
  return { userId, sessionId, type, outcome, from, to };
}
