import { siteOf } from './client-network.js';

/** Where a session is used: on what kind of device, in which surroundings of the network. */
export interface Place {
  /** Kind of device, operating system and browser without versions, as one comparable text. */
  readonly device: string;
  /** What `surroundingsOf` the address gives; null where the address is not known. */
  readonly network: string | null;
}

/** How many places a session remembers; the oldest goes first. */
export const REMEMBERED_PLACES = 16;

const DEVICE_MAX_LENGTH = 128;

/**
 * The network around an address, as people stay in it: the /24 of an IPv4 address, the /48 of an IPv6 one (one site at the
 * most, RFC 6177). Takes canonical text.
 */
export function surroundingsOf(ipAddress: string | null): string | null {
  if (ipAddress === null) return null;
  return siteOf(ipAddress) ?? `${ipAddress.split('.').slice(0, 3).join('.')}.0/24`;
}

/** `device` is what a classifier calls it; some of that can be the client's own text, so it is cut. */
export function placeOf(device: string, ipAddress: string | null): Place {
  return { device: device.slice(0, DEVICE_MAX_LENGTH), network: surroundingsOf(ipAddress) };
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.device === b.device && a.network === b.network;
}
