import { isIP } from 'node:net';
import type { Environment } from './environment.js';

const EXAMPLE = 'as https://auth.example.com';
/** Hosts to listen on that nobody can call; the machine itself is called by its loopback address instead. */
const EVERY_INTERFACE: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);

/**
 * The origin that clients see: `PUBLIC_URL`, or outside production where the service listens, without the scheme's own
 * port, as browsers spell it. Null where neither tells.
 */
export function publicUrlOf({ NODE_ENV, PUBLIC_URL, HOST, PORT }: Environment): string | null {
  if (PUBLIC_URL !== undefined) return URL.parse(PUBLIC_URL)?.origin ?? null;
  const url = URL.parse(`http://${isIP(HOST) === 6 ? `[${HOST}]` : HOST}:${PORT}`);
  if (url === null || PORT === 0 || NODE_ENV === 'production') return null;
  if (EVERY_INTERFACE.has(url.hostname)) url.hostname = '127.0.0.1';
  return url.origin;
}

export function missingPublicUrl({ NODE_ENV, PORT }: Environment): string {
  const how = `the address of the service as its clients see it, ${EXAMPLE}`;
  if (NODE_ENV === 'production') return `PUBLIC_URL is missing: ${how}`;
  const why = PORT === 0 ? 'PORT 0 takes any free port' : 'HOST makes no address';
  return `PUBLIC_URL is missing: ${why}, so give ${how}`;
}

/** Browsers keep Secure cookies without TLS from loopback addresses only (W3C Secure Contexts §3.1). */
export function insecurePublicUrl({ NODE_ENV }: Environment, publicUrl: string): string[] {
  const { protocol, hostname } = new URL(publicUrl);
  const isLoopback = /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);
  if (NODE_ENV !== 'production' || protocol === 'https:' || isLoopback) return [];
  return [`PUBLIC_URL must be https in production, ${EXAMPLE}, unless its host is this machine (localhost, 127.0.0.1)`];
}
