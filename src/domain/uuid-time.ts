const MOST = 2 ** 48 - 1;

/** The lowest text that a UUIDv7 of that time can have (RFC 9562 §5.7: the first 48 bits are its milliseconds). */
export function firstIdOf(ms: number): string {
  return `${timeOf(ms)}-0000-0000-000000000000`;
}

/** The highest text that a UUIDv7 of that time can have. */
export function lastIdOf(ms: number): string {
  return `${timeOf(ms)}-ffff-ffff-ffffffffffff`;
}

function timeOf(ms: number): string {
  const hex = Math.min(Math.max(ms, 0), MOST).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
