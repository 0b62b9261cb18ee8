import { canonicalText, type SealedEvent, type UnsealedEvent } from '../../domain/audit-chain.js';

/** The keyed hash that binds events into chains. The keys are in no store. */
export abstract class AuditSeal {
  /** Names the key that seals now. */
  abstract readonly keyId: string;

  /** base64url(HMAC-SHA-256(the sealing key, the text in UTF-8)). */
  abstract hash(text: string): string;

  /** Whether `hash` is the text's under the key of that name (compared in constant time); null: there is no such key. */
  abstract verify(text: string, keyId: string, hash: string): boolean | null;

  /** @throws TypeError the details hold something that isn't JSON */
  seal(event: UnsealedEvent): SealedEvent {
    const keyed = { ...event, keyId: this.keyId };
    return { ...keyed, hash: this.hash(canonicalText(keyed)) };
  }

  /** Whether the event is as it was sealed, whatever a tampered store has made of its fields. */
  judge(event: SealedEvent): 'genuine' | 'forged' | 'key-unknown' {
    try {
      const holds = this.verify(canonicalText(event), event.keyId, event.hash);
      return holds === null ? 'key-unknown' : holds ? 'genuine' : 'forged';
    } catch {
      return 'forged';
    }
  }
}
