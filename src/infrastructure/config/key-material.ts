/** What placeholders, examples and keyboards are made of. */
const WORDS = new RegExp(
  [
    'access|application|audit|auth|bytes|changeme|change|characters|chars|default|development|dummy|enough|example',
    'insert|key|least|length|letmein|long|must|password|passphrase|placeholder|please|private|production|random',
    'ratchet|refresh|replaceme|replace|sample|secret|secure|session|signing|some|string|strong|super|test|this',
    'token|value|very|with|your|qwertyuiop|qwerty|asdfghjkl|asdfgh|zxcvbnm|[\\s._-]',
  ].join('|'),
  'gi',
);
const SHORTEST_RUN = 4;

/**
 * Whether a text can be a key: 32 characters or more, 10 different ones or more, and not evidently typed by hand: no
 * piece repeated to the end, and more than half of it neither placeholders' words nor runs, as 1234, dcba or xxxx.
 * 32 random bytes pass in hex, base64 and base64url; it is no measure of randomness, and passes many a bad key.
 */
export function isKeyMaterial(value: unknown): value is string {
  if (typeof value !== 'string' || value.length < 32 || new Set(value).size < 10) return false;
  return !/^(.+)\1+$/s.test(value) && charactersOutsideRuns(value.replace(WORDS, '')) > value.length / 2;
}

function charactersOutsideRuns(text: string): number {
  let outside = 0;
  let start = 0;
  while (start < text.length) {
    const end = endOfRun(text, start);
    if (end - start < SHORTEST_RUN) outside += end - start;
    start = end;
  }
  return outside;
}

/** Where the characters from `start` on no longer go up by one, down by one, or stay. */
function endOfRun(text: string, start: number): number {
  const stepTo = (index: number) => text.charCodeAt(index) - text.charCodeAt(index - 1);
  const step = stepTo(start + 1);
  let end = start + 1;
  while (Math.abs(step) <= 1 && stepTo(end) === step) end += 1;
  return end;
}
