import { PasswordHasher } from '../../application/ports/password-hasher.js';
import type { HashingGate } from './hashing-gate.js';

/** A hasher whose every hashing goes through the gate. */
export class GatedPasswordHasher extends PasswordHasher {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly gate: HashingGate,
  ) {
    super();
  }

  hash(password: string): Promise<string> {
    return this.gate.run(() => this.hasher.hash(password));
  }

  verify(hash: string, password: string): Promise<boolean> {
    return this.gate.run(() => this.hasher.verify(hash, password));
  }

  verifyNothing(password: string): Promise<void> {
    return this.gate.run(() => this.hasher.verifyNothing(password));
  }

  override checkRoom(): void {
    this.gate.checkRoom();
  }

  needsRenewal(hash: string): boolean {
    return this.hasher.needsRenewal(hash);
  }
}
