import { times } from './persistence.ts';

const HOST = 'host: ratchet\r\n';
export const post = (headers: string, body = '{}') =>
  `POST /auth/login HTTP/1.1\r\n${HOST}content-type: application/json\r\n${headers}\r\n${body}`;
export const chunked = (body: string) => post('transfer-encoding: chunked\r\n', body);
export const get = (headers = '', path = '/auth/me', version = 'HTTP/1.1') =>
  `GET ${path} ${version}\r\n${HOST}${headers}\r\n`;
const END = '0\r\n\r\n';

/** Each is refused, and the connection closed: what comes after it on the same connection could mean anything. */
export const REFUSED: [string, string, number][] = [
  ['two lengths that differ', post('content-length: 1\r\ncontent-length: 2\r\n'), 400],
  ['the same length twice', post('content-length: 2\r\ncontent-length: 2\r\n'), 400],
  ['a list of lengths', post('content-length: 2, 2\r\n'), 400],
  ['a length below zero', post('content-length: -1\r\n'), 400],
  ['a length with a sign', post('content-length: +2\r\n'), 400],
  ['a hexadecimal length', post('content-length: 0x2\r\n'), 400],
  ['no length in the field for it', post('content-length: \r\n'), 400],
  ['a length beyond 64 bits', post('content-length: 18446744073709551618\r\n'), 400],
  ['a length beyond the limit', post('content-length: 99999999\r\n'), 413],
  ['a length and chunks', post('content-length: 2\r\ntransfer-encoding: chunked\r\n', `2\r\n{}\r\n${END}`), 400],
  ['chunks and a length', post('transfer-encoding: chunked\r\ncontent-length: 2\r\n', `2\r\n{}\r\n${END}`), 400],
  [
    'chunks, then another coding',
    post('transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n', `2\r\n{}\r\n${END}`),
    400,
  ],
  ['a coding that is nearly chunked', post('transfer-encoding: xchunked\r\n', `2\r\n{}\r\n${END}`), 400],
  ['a coding behind a control', post('transfer-encoding: \x0bchunked\r\n', `2\r\n{}\r\n${END}`), 400],
  ['a space before a colon', post('transfer-encoding : chunked\r\n', `2\r\n{}\r\n${END}`), 400],
  ['chunks of no number', chunked(`zz\r\n{}\r\n${END}`), 400],
  ['chunks of a negative size', chunked(`-2\r\n{}\r\n${END}`), 400],
  ['chunks of a size with a prefix', chunked(`0x2\r\n{}\r\n${END}`), 400],
  ['chunks of a size beyond 64 bits', chunked(`fffffffffffffffff\r\n{}\r\n${END}`), 400],
  ['chunks longer than they say', chunked(`1\r\n{}\r\n${END}`), 400],
  ['chunks without carriage returns', chunked('2\n{}\n0\n\n'), 400],
  ['a chunk beyond the limit', chunked(`ffffff\r\n${'x'.repeat(20_000)}`), 413],
  ['an endless extension of a chunk', chunked(`2;${'x'.repeat(40_000)}\r\n{}\r\n${END}`), 400],
  ['endless trailers', chunked(`2\r\n{}\r\n0\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(40)}\r\n`), 431],
  ['a folded line', get('x: a\r\n b\r\n'), 400],
  ['a folded first line', `GET /auth/me HTTP/1.1\r\n a: b\r\n${HOST}\r\n`, 400],
  ['NUL in a value', get('x: a\0b\r\n'), 400],
  ['NUL in a name', get('x\0: a\r\n'), 400],
  ['a control in a value', get('x: a\x01b\r\n'), 400],
  ['a carriage return in a value', get('x: a\rb: c\r\n'), 400],
  ['line feeds alone', 'GET /auth/me HTTP/1.1\nhost: ratchet\n\n', 400],
  ['a space in a name', get('x y: a\r\n'), 400],
  ['no name', get(': a\r\n'), 400],
  ['NUL in the URL', get('', '/auth/\0me'), 400],
  ['a control in the URL', get('', '/auth/\x7fme'), 400],
  ['no ASCII in the URL', get('', '/auth/m\xc3\xa9'), 400],
  ['no host', 'GET /auth/me HTTP/1.1\r\n\r\n', 400],
  ['3000 headers', get(times(3000, (n) => `x${n}: y\r\n`).join('')), 431],
  ['a header of 40 kB', get(`x: ${'y'.repeat(40_000)}\r\n`), 431],
  ['a URL of 40 kB', get('', `/${'a'.repeat(40_000)}`), 431],
  ['a method of 30 kB', `${'A'.repeat(30_000)} / HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a method that there is not', `BREW /auth/me HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a method in lower case', `get /auth/me HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['HTTP of another version', get('', '/auth/me', 'HTTP/1.9'), 400],
  ['an authority for a URL', get('', 'evil.example:80'), 400],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['bytes', '\x00\xff\xfe'.repeat(100), 400],
];

/** Odd, and HTTP all the same: each answer is the ordinary one, and nothing of the oddity is taken at its word. */
export const ANSWERED: [string, string, number][] = [
  ['HTTP/1.0', get('', '/auth/me', 'HTTP/1.0'), 401],
  ['empty lines first', '\r\n'.repeat(50) + get(), 401],
  ['a body that GET does not take', get('content-length: 2\r\n') + '{}', 401],
  [
    'a request in the body of another',
    get('content-length: 44\r\n') + 'GET /health/live HTTP/1.1\r\nhost: smuggle\r\n\r\n',
    401,
  ],
  ['the URL of a proxy', get('', 'http://evil.example/auth/me'), 401],
  ['two slashes', get('', '//evil.example/%2e%2e'), 404],
  ['a star', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 404],
  ['a URL of 10 kB', get('', `/${'a'.repeat(10_000)}`), 404],
  ['an id of 10 kB', get('', `/problems/${'a'.repeat(10_000)}`), 400],
  ['TRACE', `TRACE /auth/me HTTP/1.1\r\n${HOST}cookie: refresh_token=secret\r\n\r\n`, 405],
  ['PROPFIND', `PROPFIND /auth/me HTTP/1.1\r\n${HOST}\r\n`, 405],
  [
    'an upgrade to WebSocket',
    get('connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'),
    401,
  ],
  [
    'an upgrade to HTTP/2',
    get('connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQ\r\n'),
    401,
  ],
  ['an expectation that there is not', post('expect: 200-ok\r\ncontent-length: 2\r\n'), 417],
];
