import { awaitMail, tokenIn } from '../support/mails.ts';
import type { Device } from './device.ts';
import type { Owner } from './owner.ts';

/** One use case: what comes before it, and the one request (repeated by a client that keeps to the protocol) that is failed. */
export interface FaultCase {
  readonly name: string;
  /** Is also failed from a command on until it is answered: where a transaction is tried for 5 s, that takes too long. */
  readonly isThorough?: true;
  readonly prepare?: (owner: Owner, folder: string) => Promise<unknown>;
  readonly act: (owner: Owner, prepared: unknown) => Promise<unknown>;
}

/** The first device of somebody who has just registered, and mostly a second one. */
function first(owner: Owner): Device {
  const [device] = owner.devices;
  if (device === undefined) throw new Error(`${owner.email} is signed in nowhere`);
  return device;
}

async function registered(owner: Owner): Promise<void> {
  await owner.register();
}

async function onTwoDevices(owner: Owner): Promise<void> {
  await owner.register();
  await owner.signIn();
}

async function refreshed(owner: Owner): Promise<void> {
  await onTwoDevices(owner);
  await first(owner).refresh();
}

async function mailed(owner: Owner, folder: string): Promise<string> {
  await owner.register();
  await owner.forget();
  return tokenIn(await awaitMail({ variables: { DATA_DIR: folder } }, owner.email, 'password-reset'));
}

/** What clients do most; the quick part of the tests runs these. */
export const COMMON: readonly FaultCase[] = [
  { name: 'register', act: (owner) => owner.register() },
  { name: 'login', prepare: registered, act: (owner) => owner.signIn() },
  { name: 'refresh', isThorough: true, prepare: registered, act: (owner) => first(owner).refresh() },
  { name: 'logout', isThorough: true, prepare: registered, act: (owner) => first(owner).logOut() },
];

export const CASES: readonly FaultCase[] = [
  ...COMMON,
  // Early, while the trail is short: the tests' MongoDB needs longer to count a long one than the proxy's limits allow.
  { name: 'admin sees the overview', prepare: registered, act: (owner) => owner.beLookedAt('/admin/overview') },
  {
    name: 'login on the same browser',
    prepare: registered,
    act: (owner) => owner.signIn(first(owner)),
  },
  { name: 'login with a wrong password', prepare: registered, act: (owner) => owner.guess() },
  { name: 'repeated refresh', prepare: refreshed, act: (owner) => first(owner).repeat() },
  {
    name: 'refresh of an ended session',
    prepare: async (owner) => {
      await onTwoDevices(owner);
      await owner.beEndedByAdmin(first(owner));
    },
    act: (owner) => first(owner).refresh(),
  },
  {
    name: 'spent refresh token',
    prepare: refreshed,
    act: (owner) => first(owner).present(first(owner).last!.presented),
  },
  { name: 'logout-all', prepare: onTwoDevices, act: (owner) => first(owner).endAll('logout-all') },
  { name: 'end the others', prepare: onTwoDevices, act: (owner) => first(owner).endAll('revoke-others') },
  { name: 'end one', prepare: onTwoDevices, act: (owner) => first(owner).endOne(owner.devices[1]!.session) },
  { name: 'change the password', prepare: onTwoDevices, act: (owner) => owner.changePassword(first(owner)) },
  { name: 'reset the password', prepare: mailed, act: (owner, token) => owner.resetPassword(token as string) },
  { name: 'list own sessions', prepare: registered, act: (owner) => first(owner).read('/auth/sessions') },
  { name: 'me', prepare: registered, act: (owner) => first(owner).me() },
  { name: 'admin ends all', prepare: onTwoDevices, act: (owner) => owner.beEndedByAdmin(null) },
  { name: 'admin ends one', prepare: onTwoDevices, act: (owner) => owner.beEndedByAdmin(first(owner)) },
  { name: 'admin closes', prepare: onTwoDevices, act: (owner) => owner.beClosed() },
  {
    name: 'admin opens again',
    prepare: async (owner) => {
      await owner.register();
      await owner.beClosed();
    },
    act: (owner) => owner.beReopened(),
  },
  { name: 'admin unlocks', prepare: registered, act: (owner) => owner.unlock() },
  { name: 'admin lists accounts', prepare: registered, act: (owner) => owner.beLookedAt('/admin/users') },
  { name: 'admin looks at an account', prepare: registered, act: (owner) => owner.beLookedAt('/admin/users/:id') },
  { name: 'admin lists sessions', prepare: registered, act: (owner) => owner.beLookedAt('/admin/users/:id/sessions') },
  {
    name: 'admin reads the trail',
    prepare: registered,
    act: (owner) => owner.beLookedAt('/admin/audit-events?limit=5'),
  },
];
