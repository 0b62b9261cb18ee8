const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s`, `10m`, `12h`, `30d`: a whole number and one unit. */
export function isDuration(text: string): boolean {
  return /^\d{1,9}[smhd]$/.test(text);
}

/** Milliseconds of a text that `isDuration`. */
export function parseDuration(text: string): number {
  return Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? NaN);
}
