import type { AuditReport } from '../../src/application/audit/audit-report.js';
import { VerifyAuditTrail } from '../../src/application/audit/verify-audit-trail.js';
import type { AuditSeal } from '../../src/application/ports/audit-seal.js';
import { isSameChain, type SealedEvent } from '../../src/domain/audit-chain.js';
import { SEAL } from './audit.js';
import type { AuditRig } from './audit-rig.js';

/** The event as somebody makes it who has the key. */
export function withKey(event: SealedEvent, changes: Partial<SealedEvent>): SealedEvent {
  const { keyId: _keyId, hash: _hash, ...unsealed } = { ...event, ...changes };
  return SEAL.seal(unsealed as SealedEvent);
}

/** A whole chain as somebody makes it who has the key, each of its events with the changes that it gets. */
export function rewritten(
  chain: readonly SealedEvent[],
  changesOf: (event: SealedEvent) => Partial<SealedEvent>,
): SealedEvent[] {
  let prevHash: string | null = null;
  return chain.map((event) => {
    const sealed = withKey(event, { ...changesOf(event), prevHash });
    prevHash = sealed.hash;
    return sealed;
  });
}

/** Verifies what a store would give back that holds these events. */
export function verifyHeld(
  { events, clock }: AuditRig,
  held: readonly SealedEvent[],
  { seal = SEAL, against = null }: { seal?: AuditSeal; against?: AsyncIterable<string> | null } = {},
): Promise<AuditReport> {
  const inOrder = held.toSorted((a, b) => compare(a, b, 'writerId', 'class', 'seq', 'id'));
  events.inChainOrder = async function* (chain) {
    yield* inOrder.filter((event) => chain === undefined || isSameChain(chain, event));
  };
  return new VerifyAuditTrail(events, seal, clock).execute(against);
}

function compare(a: SealedEvent, b: SealedEvent, ...fields: ('writerId' | 'class' | 'seq' | 'id')[]): number {
  const field = fields.find((name) => a[name] !== b[name]);
  return field === undefined ? 0 : a[field] < b[field] ? -1 : 1;
}
