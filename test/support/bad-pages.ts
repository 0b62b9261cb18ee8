const NO_LIMITS = ['0', '201', '-1', '1.5', '1e2', '0x10', 'many', '', '%20', '9999999999'];

/** Queries that no list takes, and the field that is wrong. */
export const BAD_PAGES: readonly (readonly [string, string])[] = [
  ...NO_LIMITS.map((value) => [`limit=${value}`, 'limit'] as const),
  ['limit=1&limit=2', 'limit'],
  ['cursor=', 'cursor'],
  ['cursor=%21%21', 'cursor'],
  ['cursor=YR', 'cursor'],
  ['cursor=YQ==', 'cursor'],
  ['cursor=YQ&cursor=YQ', 'cursor'],
  [`cursor=${'YWFh'.repeat(200)}`, 'cursor'],
];
