import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { PageRequest } from '../../application/page.js';
import { IsCursor, keyOf } from './cursor.js';

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** Only plain decimal digits are a number here: `1e2`, `0x10` and an empty text are mistakes. */
const WholeNumber = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );

/** What every list that is read in pages takes. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @WholeNumber()
  @IsInt({ message: `must be a whole number from 1 to ${MAX_LIMIT}` })
  @Min(1, { message: `must be a whole number from 1 to ${MAX_LIMIT}` })
  @Max(MAX_LIMIT, { message: `must be a whole number from 1 to ${MAX_LIMIT}` })
  limit: number = DEFAULT_LIMIT;

  @IsOptional()
  @IsCursor()
  cursor: string | undefined = undefined;
}

/** The page that a query asks for. No getter of it: a client could send a field of that name, and setting it would throw. */
export function requestedPage({ limit, cursor }: PageQuery): PageRequest {
  return { limit, after: cursor === undefined ? null : keyOf(cursor) };
}
