import { randomUUID } from 'node:crypto';
import { PASSWORD } from '../../scripts/support/client.ts';
import { Device, openedBy } from './device.ts';
import { insist, isUnsure } from './insist.ts';
import { isSuccess, type Kind, type Step } from './journal.ts';
import { type Asked, Recorder, type Told } from './recorder.ts';

/** What the owners of a run share. */
export interface World {
  readonly address: string;
  readonly journal: Step[];
  /** The access token of an administrator. */
  readonly adminToken: string;
}

/** Somebody with an account and some devices; also what an administrator does to it, so that one journal tells all. */
export class Owner {
  readonly email = `owner-${randomUUID()}@example.com`;
  readonly devices: Device[] = [];
  /** Signed out, as far as their owner knows. */
  readonly past: Device[] = [];
  /** The one in force first, then those that may be. */
  private passwords = [PASSWORD];
  private userId = '';
  private readonly world: World;
  private readonly office: Recorder;

  constructor(world: World) {
    this.world = world;
    this.office = new Recorder(world.address, world.journal);
  }

  async register(): Promise<void> {
    const recorder = this.recorder();
    const credentials = { email: this.email, password: PASSWORD };
    const told = await insist((isRepeated) =>
      recorder.ask({ ...this.opening('register', PASSWORD), body: credentials, isRepeated }),
    );
    // The e-mail is taken where an earlier try went through without an answer.
    if (!this.keep(recorder, told)) await this.signIn();
  }

  /** Signs in with whatever password may be in force; on a device that is signed in already that replaces its session. */
  async signIn(on: Device | null = null): Promise<boolean> {
    for (const password of [...this.passwords]) {
      const recorder = this.recorder();
      const cookie = on === null ? {} : { session: on.session, presented: on.token };
      const body = { email: this.email, password };
      const told = await insist((isRepeated) =>
        recorder.ask({ ...this.opening('login', password), ...cookie, body, isRepeated }),
      );
      if (!this.keep(recorder, told)) continue;
      this.passwords = [password];
      if (on !== null) this.retire(on);
      return true;
    }
    return false;
  }

  async changePassword(device: Device): Promise<void> {
    const [password = PASSWORD] = this.passwords;
    const newPassword = `fresh ${randomUUID()} alpaca`;
    const { step } = await device.changePassword(password, newPassword);
    if (isSuccess(step)) this.passwords = [newPassword];
    if (isUnsure(step)) this.passwords = [newPassword, password];
    if (this.passwords.length > 1) await this.signIn();
  }

  async beEndedByAdmin(device: Device | null): Promise<void> {
    const [kind, path] =
      device === null
        ? (['admin-revoke-all', `/admin/users/${this.userId}/sessions`] as const)
        : (['admin-revoke-one', `/admin/sessions/${device.session}`] as const);
    await this.administer(kind, 'DELETE', path, device === null ? {} : { target: device.session });
  }

  async beClosed(): Promise<void> {
    await this.administer('deactivate', 'PATCH', `/admin/users/${this.userId}`, { body: { isActive: false } });
  }

  async beReopened(): Promise<void> {
    await this.administer('reactivate', 'PATCH', `/admin/users/${this.userId}`, { body: { isActive: true } });
  }

  /** A wrong password: refused, and never for more than that. */
  async guess(): Promise<void> {
    const recorder = this.recorder();
    const body = { email: this.email, password: 'not the password' };
    await insist(() => recorder.ask({ ...this.opening('login', body.password), body }));
    recorder.close();
  }

  /** Has a mail sent that resets the password. */
  async forget(): Promise<void> {
    const body = { email: this.email };
    const asked = { kind: 'forgot', method: 'POST', path: '/auth/password/forgot', account: this.email, body } as const;
    await insist(() => this.office.ask(asked));
  }

  /** With a token from a mail, whatever becomes of the answers. */
  async resetPassword(token: string): Promise<void> {
    const [password = PASSWORD] = this.passwords;
    const newPassword = `fresh ${randomUUID()} alpaca`;
    const body = { token, newPassword };
    const { step } = await insist((isRepeated) =>
      this.office.ask({
        kind: 'reset-password',
        method: 'POST',
        path: '/auth/password/reset',
        account: this.email,
        password,
        newPassword,
        body,
        isRepeated,
      }),
    );
    this.passwords = isSuccess(step) ? [newPassword] : [newPassword, password];
  }

  /** What an administrator looks at; `:id` stands for the account. */
  async beLookedAt(path: string): Promise<void> {
    await this.administer('read', 'GET', path.replace(':id', this.userId), {});
  }

  async unlock(): Promise<void> {
    await this.administer('unlock', 'POST', `/admin/users/${this.userId}/unlock`, {});
  }

  /** It won't be used any more, but its token is kept to be tried at the end. */
  retire(device: Device): void {
    const index = this.devices.indexOf(device);
    if (index >= 0) this.past.push(...this.devices.splice(index, 1));
  }

  /** Tries everything that should work, then everything that shouldn't. */
  async prove(): Promise<void> {
    for (const device of this.devices) await device.refresh();
    for (const device of this.past) await device.refresh();
    await this.signIn();
    for (const device of this.devices) await device.refresh();
    // The first that is recognised ends them all.
    for (const device of this.devices) {
      if (device.last !== null && !device.isOver) await device.present(device.last.presented);
    }
    for (const device of [...this.devices, ...this.past]) device.close();
    this.office.close();
  }

  private async administer(kind: Kind, method: Asked['method'], path: string, more: Partial<Asked>): Promise<void> {
    const headers = { authorization: `Bearer ${this.world.adminToken}` };
    const account = this.email;
    await insist((isRepeated) => this.office.ask({ kind, method, path, account, headers, isRepeated, ...more }));
  }

  private keep(recorder: Recorder, told: Told): boolean {
    const opened = openedBy(told);
    if (opened === null) {
      recorder.close();
      return false;
    }
    this.userId = (told.body['user'] as { id: string }).id;
    this.devices.push(new Device(recorder, this.email, opened));
    return true;
  }

  private opening(kind: 'register' | 'login', password: string): Asked {
    return { kind, method: 'POST', path: `/auth/${kind}`, account: this.email, password };
  }

  private recorder(): Recorder {
    return new Recorder(this.world.address, this.world.journal);
  }
}
