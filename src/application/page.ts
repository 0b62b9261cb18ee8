/** A page of a list that is read by keys: what follows a row, so that rows coming in meanwhile shift nothing. */
export interface PageRequest {
  /** Most rows wanted. */
  readonly limit: number;
  /** The key of the last row seen; null for the first page. */
  readonly after: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The key to go on from; null on the last page. */
  readonly next: string | null;
}

/** Makes the page of the rows that a store found when it was asked for one more than the limit. */
export function pageOf<T>(rows: readonly T[], { limit }: PageRequest, keyOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
