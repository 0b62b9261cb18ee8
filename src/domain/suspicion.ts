import { AUDIT_CATALOGUE, type AuditEvent, type AuditType } from './audit-event.js';
import type { Place } from './place.js';

export type SuspiciousType = Extract<AuditType, `suspicious.${string}`>;

/** An event that somebody should look at. */
export type SuspiciousEvent = Extract<AuditEvent, { readonly type: SuspiciousType }>;

export function isSuspicious(event: AuditEvent): event is SuspiciousEvent {
  return isSuspiciousType(event.type);
}

export function isSuspiciousType(type: AuditType): type is SuspiciousType {
  return type.startsWith(PREFIX);
}

const PREFIX = 'suspicious.';

/** The names of the rules: their events' types without the prefix. */
export const SUSPICIOUS_RULES: readonly string[] = Object.keys(AUDIT_CATALOGUE)
  .filter((type) => type.startsWith(PREFIX))
  .map((type) => type.slice(PREFIX.length));

export function ruleOf({ type }: SuspiciousEvent): string {
  return type.slice(PREFIX.length);
}

/** What of a place is new to those who know some. */
export interface Novelty {
  readonly device: boolean;
  readonly network: boolean;
}

/**
 * What is new about a place. Nothing is where nothing is known: a first login is nobody's alarm. The network is judged
 * only if there is one to judge by.
 */
export function noveltyOf(place: Place, known: readonly Place[]): Novelty {
  const networks = known.map(({ network }) => network).filter((network) => network !== null);
  return {
    device: known.length > 0 && !known.some(({ device }) => device === place.device),
    network: networks.length > 0 && place.network !== null && !networks.includes(place.network),
  };
}
