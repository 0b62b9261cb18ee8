/** A figure and what it is held to. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly is: 'at least' | 'at most';
  readonly unit: string;
}

export const atLeast = (name: string, value: number, limit: number, unit: string): Target => ({
  name,
  value,
  limit,
  is: 'at least',
  unit,
});

export const atMost = (name: string, value: number, limit: number, unit: string): Target => ({
  name,
  value,
  limit,
  is: 'at most',
  unit,
});

/** "PASS" or "SHORT", the figure, and its limit. */
export function verdict({ name, value, limit, is, unit }: Target): string {
  const holds = is === 'at least' ? value >= limit : value <= limit;
  return `${holds ? 'PASS ' : 'SHORT'}  ${name}: ${value.toFixed(2)} ${unit} (${is} ${limit})`;
}
