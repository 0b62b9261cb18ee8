import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** Some proxies append the port: `192.0.2.1:5678`, `[2001:db8::1]:5678`. */
const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([^\]]+)\](?::\d+)?$/;

/**
 * The client's address as canonical text (RFC 5952), IPv4-mapped IPv6 as IPv4, without a zone; null for what is no address. It is the
 * connection's, unless `TRUST_PROXY` says whose `X-Forwarded-For` is believed: then it is a header's, and may be anything.
 */
export function clientAddressOf({ ip }: Pick<FastifyRequest, 'ip'>): string | null {
  const [, v4, v6] = WITH_PORT.exec(ip) ?? [];
  const text = (v4 ?? v6 ?? ip).split('%', 1)[0] ?? '';
  // Four decimal parts, and no octal, hexadecimal or shortened spelling of them.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text;
  if (!ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}
