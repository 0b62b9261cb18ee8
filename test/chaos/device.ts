import { randomUUID } from 'node:crypto';
import type { Kind } from './journal.ts';
import { insist } from './insist.ts';
import type { Asked, Recorder, Told } from './recorder.ts';

export interface Opened {
  readonly session: string;
  readonly token: string;
  readonly accessToken: string;
}

/** What an answer that opens a session hands out; null for any other. */
export function openedBy({ step: { answer }, body }: Told): Opened | null {
  if (answer.kind !== 'told' || answer.opened === null || answer.token === null) return null;
  return { session: answer.opened, token: answer.token, accessToken: String(body['accessToken']) };
}

/** A browser that is signed in, and keeps to the protocol: a key belongs to a token until there is a newer one. */
export class Device {
  readonly session: string;
  token: string;
  /** The last refresh that went through. */
  last: { readonly presented: string; readonly key: string } | null = null;
  isOver = false;
  accessToken: string;
  private readonly recorder: Recorder;
  private readonly account: string;
  private key = randomUUID();

  constructor(recorder: Recorder, account: string, { session, token, accessToken }: Opened) {
    this.recorder = recorder;
    this.account = account;
    this.session = session;
    this.token = token;
    this.accessToken = accessToken;
  }

  /** Exchanges the token, however often the answer gets lost. */
  async refresh(): Promise<void> {
    await insist(async (isRepeated) => {
      const told = await this.exchange(this.token, this.key, isRepeated);
      this.accept(told);
      return told;
    });
  }

  /** Sends the last refresh again, as if its answer had been lost. Once: whatever comes, nothing moves. */
  async repeat(): Promise<void> {
    if (this.last !== null) await this.exchange(this.last.presented, this.last.key, true);
  }

  /** A thief's try: the predecessor of the live token, without its key. */
  async present(spent: string): Promise<Told> {
    return insist(() => this.exchange(spent, randomUUID(), false, 'spent'));
  }

  me(): Promise<Told> {
    return insist(() => this.ask('me', 'GET', '/auth/me'));
  }

  read(path: string): Promise<Told> {
    return insist(() => this.readOnce(path));
  }

  readOnce(path: string): Promise<Told> {
    return this.ask('read', 'GET', path);
  }

  async logOut(): Promise<void> {
    const presented = this.token;
    await insist((isRepeated) => this.ask('logout', 'POST', '/auth/logout', { presented, isRepeated }));
    this.isOver = true;
  }

  async endAll(kind: 'logout-all' | 'revoke-others'): Promise<boolean> {
    const [method, path] =
      kind === 'logout-all' ? (['POST', '/auth/logout-all'] as const) : (['DELETE', '/auth/sessions'] as const);
    const { step } = await insist((isRepeated) => this.ask(kind, method, path, { isRepeated }));
    return step.answer.kind === 'told' && step.answer.status === 200;
  }

  async endOne(target: string): Promise<void> {
    const path = `/auth/sessions/${target}`;
    await insist((isRepeated) => this.ask('revoke-one', 'DELETE', path, { target, isRepeated }));
  }

  /** One try: whoever doesn't know its end signs in to find out. */
  changePassword(password: string, newPassword: string): Promise<Told> {
    const body = { currentPassword: password, newPassword };
    return this.ask('change-password', 'POST', '/auth/password/change', { password, newPassword, body });
  }

  close(): void {
    this.recorder.close();
  }

  private exchange(presented: string, key: string, isRepeated: boolean, kind: Kind = 'refresh'): Promise<Told> {
    const headers = { 'idempotency-key': key };
    return this.ask(kind, 'POST', '/auth/refresh', { presented, isRepeated, headers });
  }

  private accept({ step: { answer }, body }: Told): void {
    if (answer.kind !== 'told') return;
    if (answer.token !== null) {
      this.last = { presented: this.token, key: this.key };
      this.token = answer.token;
      this.key = randomUUID();
    }
    if (answer.status === 200) this.accessToken = String(body['accessToken']);
    if (answer.status === 401) this.isOver = true;
  }

  private ask(kind: Kind, method: Asked['method'], path: string, more: Partial<Asked> = {}): Promise<Told> {
    const { account, session } = this;
    const bearer: Record<string, string> =
      more.presented === undefined ? { authorization: `Bearer ${this.accessToken}` } : {};
    return this.recorder.ask({
      kind,
      method,
      path,
      account,
      session,
      ...more,
      headers: { ...bearer, ...more.headers },
    });
  }
}
