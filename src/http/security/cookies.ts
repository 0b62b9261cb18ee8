import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { HttpSettings } from '../http-settings.js';

/** What the service's cookies have in common: HttpOnly, and sent to `/auth` only, unless their name starts with `__Host-`. */
export function cookieAttributes({ cookies }: HttpSettings): CookieSerializeOptions {
  return {
    httpOnly: true,
    secure: cookies.secure,
    sameSite: cookies.sameSite,
    path: cookies.hostPrefix ? '/' : '/auth',
  };
}

/**
 * Every value of the cookie, in the order sent: the parsers of libraries keep one, and the wrong one may win. The
 * limit on headers (16 KiB) bounds their number.
 */
export function cookieValues(request: FastifyRequest, name: string): string[] {
  return (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .filter((value) => value !== '');
}
