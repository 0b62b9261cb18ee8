import type { Device } from './device.ts';
import { Owner, type World } from './owner.ts';
import type { Random } from './random.ts';

const MAX_DEVICES = 3;

interface Habit {
  /** How often, against the others. */
  readonly weight: number;
  readonly act: (owner: Owner, device: Device, random: Random) => Promise<unknown>;
}

const HABITS = {
  refresh: { weight: 44, act: (_, device) => device.refresh() },
  repeat: { weight: 6, act: (_, device) => refreshTwice(device) },
  me: { weight: 8, act: (_, device) => device.me() },
  'sign in': { weight: 10, act: async (owner) => owner.devices.length < MAX_DEVICES && owner.signIn() },
  'sign in again': { weight: 3, act: (owner, device) => owner.signIn(device) },
  'log out': { weight: 6, act: (_, device) => device.logOut() },
  'log out everywhere': { weight: 3, act: (_, device) => device.endAll('logout-all') },
  'end others': { weight: 3, act: (_, device) => device.endAll('revoke-others') },
  'end one': { weight: 3, act: (owner, device, random) => device.endOne(random.pick(owner.devices).session) },
  'change the password': { weight: 4, act: (owner, device) => owner.changePassword(device) },
  'be ended by an administrator': { weight: 2, act: (owner) => owner.beEndedByAdmin(null) },
  'have one ended by an administrator': { weight: 3, act: (owner, device) => owner.beEndedByAdmin(device) },
  'be closed and opened again': { weight: 2, act: closeAndReopen },
  'refresh while another ends all': { weight: 4, act: refreshWhileEnding },
} satisfies Record<string, Habit>;

/** After so many acts, on average, somebody goes on with another account. */
const STAYS = 50;

export type HabitName = keyof typeof HABITS;

/** One person who does one thing after the other until `isOver`; every account that was opened goes into `owners`. */
export async function live(
  world: World,
  random: Random,
  owners: Owner[],
  { isOver, without }: { readonly isOver: () => boolean; readonly without: readonly HabitName[] },
): Promise<void> {
  const names = (Object.keys(HABITS) as HabitName[]).filter((name) => !without.includes(name));
  const habits = names.map((name): Habit => HABITS[name]);
  while (!isOver()) {
    const owner = new Owner(world);
    owners.push(owner);
    await owner.register();
    while (!isOver() && random.between(1, STAYS) > 1 && (await doSomething(owner, habits, random)));
  }
}

/** False if the owner can't get in any more. */
async function doSomething(owner: Owner, habits: readonly Habit[], random: Random): Promise<boolean> {
  for (const device of [...owner.devices]) if (device.isOver) owner.retire(device);
  if (owner.devices.length === 0 && !(await owner.signIn())) return false;
  await random.weighted(habits).act(owner, random.pick(owner.devices), random);
  return true;
}

async function refreshTwice(device: Device): Promise<void> {
  await device.refresh();
  if (!device.isOver) await device.repeat();
}

async function closeAndReopen(owner: Owner, device: Device): Promise<void> {
  await owner.beClosed();
  await device.me();
  await owner.beReopened();
}

async function refreshWhileEnding(owner: Owner, device: Device, random: Random): Promise<void> {
  const other = random.pick(owner.devices);
  const end = random.pick(['logout-all', 'revoke-others'] as const);
  await (other === device ? device.refresh() : Promise.all([device.refresh(), other.endAll(end)]));
}
