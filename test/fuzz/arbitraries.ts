import fc from 'fast-check';

/** Of each property; `RATCHET_RUNS` makes the long run. */
export const RUNS = Number(process.env['RATCHET_RUNS'] ?? 100);

/** Any text at all: lone surrogates, controls and other scripts among it. */
export const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) }),
);

/** Names that mean something to objects. */
export const TREACHEROUS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'] as const;

/** What may stand in a header: Node refuses the rest before anything of ours sees it. */
export const headerText = fc.string({
  unit: fc
    .oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
      { weight: 1, arbitrary: fc.oneof(fc.integer({ min: 0x80, max: 0xff }), fc.constant(0x09)) },
    )
    .map((code) => String.fromCharCode(code)),
});

/** Texts that are nearly `whole`: cut, stretched, one character another, its case turned, doubled. Never `whole` itself. */
export function nearly(whole: string, characters: fc.Arbitrary<string> = fc.string({ unit: 'binary', size: 'small' })) {
  const position = fc.nat({ max: whole.length });
  const edit = fc.oneof(
    fc.record({ from: position, to: position }).map(({ from, to }) => whole.slice(0, from) + whole.slice(to)),
    fc.record({ at: position, text: characters }).map(({ at, text }) => whole.slice(0, at) + text + whole.slice(at)),
    fc
      .record({ at: position, text: characters })
      .map(({ at, text }) => whole.slice(0, at) + text + whole.slice(at + text.length)),
    position.map((at) => whole.slice(0, at) + turnCase(whole.slice(at))),
    fc.constantFrom(`${whole}=`, `${whole}==`, ` ${whole}`, `${whole} `, `${whole}\n`, `${whole}\0`, whole + whole),
    fc.constantFrom(whole.replaceAll('-', '+').replaceAll('_', '/'), encodeURIComponent(whole), `"${whole}"`),
  );
  return edit.filter((text) => text !== whole);
}

/** One of the characters of `text`. */
export function oneOf(text: string): fc.Arbitrary<string> {
  return fc.constantFrom(...text.split(''));
}

/** base64url's own letters: what decodes to something else, or to the same in another spelling. */
export const base64urlText = fc.string({
  unit: oneOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
});

function turnCase(text: string): string {
  return Array.from(text, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
}

/** Nothing may be left on what all objects inherit from. */
export function inheritedNames(): string[] {
  const names: string[] = [];
  for (const name in {}) names.push(name);
  return names;
}
