import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { check } from '../check.js';

const MAX_LENGTH = 512;

/** A cursor is the key of a row, in base64url: opaque to clients, and in one spelling only. */
export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

export function keyOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

/** Refuses what `cursorOf` can't have written. A cursor of another list only leads to another place in this one. */
export function IsCursor(isKey: (key: string) => boolean = () => true): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      description: '`nextCursor` of the page before',
      minLength: 1,
      maxLength: MAX_LENGTH,
      pattern: '^[A-Za-z0-9_-]+$',
    }),
    check('must be the `nextCursor` of an earlier page', (value) => isCursor(value) && isKey(keyOf(value))),
  );
}

function isCursor(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= MAX_LENGTH && cursorOf(keyOf(value)) === value
  );
}
