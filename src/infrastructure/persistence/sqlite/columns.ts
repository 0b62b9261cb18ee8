import type { Row } from './sqlite-store.js';

/** Columns as the schema types them: the driver only knows that a value is some SQL value. */
export function text(row: Row, column: string): string {
  return row[column] as string;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] as string | null;
}

export function integer(row: Row, column: string): number {
  return Number(row[column]);
}

export function date(row: Row, column: string): Date {
  return new Date(integer(row, column));
}

export function dateOrNull(row: Row, column: string): Date | null {
  return row[column] === null ? null : date(row, column);
}

export function millis(instant: Date | null): number | null {
  return instant?.getTime() ?? null;
}
