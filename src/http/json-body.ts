import type { FastifyBodyParser, FastifyInstance } from 'fastify';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

type Done = (fault: Error | null, body?: unknown) => void;

/** Deeper than any body that this API takes. */
const MAX_DEPTH = 8;

class UnreadableBody extends Error {
  constructor(
    message: string,
    readonly statusCode = 400,
  ) {
    super(message);
  }
}

/** JSON objects in UTF-8 are the only bodies taken. None at all is fine here: what is missing is the fields' to say. */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  const parse: FastifyBodyParser<Buffer> = (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const text = decode(body);
    if (text === null) done(new UnreadableBody('not UTF-8'));
    else void parseJson(request, text, (fault, value: unknown) => finish(fault, value, done));
  };
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, parse);
  // Clients name a type even for no body at all (curl -d '' does), and refresh and logout take none.
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request: unknown, body: Buffer, done: Done) => {
    if (body.length === 0) done(null, undefined);
    else done(new UnreadableBody('not JSON', 415));
  });
}

function finish(fault: Error | null, value: unknown, done: Done): void {
  if (fault !== null) done(fault);
  else if (isObject(value) && !Array.isArray(value) && isShallow(value, MAX_DEPTH)) done(null, value);
  else done(new UnreadableBody('not an object, or too deep'));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What validates bodies recurses: a thousand brackets would end its stack. */
function isShallow(value: unknown, depth: number): boolean {
  if (!isObject(value)) return true;
  return depth > 0 && Object.values(value).every((child) => isShallow(child, depth - 1));
}

function decode(body: Buffer): string | null {
  try {
    return strictUtf8.decode(body);
  } catch {
    return null;
  }
}
