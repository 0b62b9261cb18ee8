/** An address with the part that tells a network from a person's machine: IPv4 /24, IPv6 /48. */
export function networkOf(ipAddress: string | null): string {
  if (ipAddress === null) return 'an unknown network';
  if (!ipAddress.includes(':')) return `${ipAddress.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail] = ipAddress.split('::');
  const left = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - left.length - tail.split(':').length;
  const groups = [...left, ...Array.from({ length: Math.max(missing, 0) }, () => '0'), ...(tail?.split(':') ?? [])];
  const network = groups.slice(0, 3).map((group) => group || '0');
  return network.every((group) => group === '0') ? ipAddress : `${network.join(':')}::/48`;
}
