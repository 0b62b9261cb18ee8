/** /64 is what one subscriber gets at the least; /48 is a whole site (RFC 6177), and can be one subscriber's, too. */
const IPV6_GROUPS = { network: 4, site: 3 } as const;

/** Counts for every client whose address is not known. */
const UNKNOWN = 'unknown';

/** The client's network, under which it is counted: an IPv4 address alone, an IPv6 address's /64. Takes canonical text. */
export function networkOf(ipAddress: string | null): string {
  if (ipAddress === null) return UNKNOWN;
  return isIpv6(ipAddress) ? prefixOf(ipAddress, IPV6_GROUPS.network) : ipAddress;
}

/** The /48 around an IPv6 address, since whoever has one changes networks 65,536 times; null for IPv4. */
export function siteOf(ipAddress: string | null): string | null {
  return ipAddress !== null && isIpv6(ipAddress) ? prefixOf(ipAddress, IPV6_GROUPS.site) : null;
}

function isIpv6(ipAddress: string): boolean {
  return ipAddress.includes(':');
}

function prefixOf(ipAddress: string, groups: number): string {
  const [head = '', tail = ''] = ipAddress.split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, groups).join(':')}::/${groups * 16}`;
}
