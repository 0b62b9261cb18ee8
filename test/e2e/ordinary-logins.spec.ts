import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { parseExposition } from '../support/exposition.ts';
import { times } from '../support/persistence.ts';
import { browserAt, LAPTOP, PHONE } from '../support/places.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const PEOPLE = 50;
const LOGINS_EACH = 20;
/** Of the mobile network, whose addresses come from wherever there is one. */
const CARRIER_POOLS = 4;

/** The same numbers at each run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Somebody with a laptop at home and in the office, and a phone there and on the way. */
class Person {
  readonly email = newEmail();
  private readonly below: (limit: number) => number;

  constructor(
    private readonly address: string,
    private readonly number: number,
  ) {
    this.below = randomOf(number + 1);
  }

  /** Home is one's own network; ten people share an office; a carrier has its pools for all. */
  private network(place: 'home' | 'office' | 'carrier'): string {
    if (place === 'home') return `203.0.${this.number}`;
    return place === 'office' ? `198.51.${Math.floor(this.number / 10)}` : `100.64.${this.below(CARRIER_POOLS)}`;
  }

  private client(userAgent: string, place: 'home' | 'office' | 'carrier'): Browser {
    return browserAt(this.address, userAgent, `${this.network(place)}.${1 + this.below(250)}`);
  }

  /** Registers, and is once in each place on each device. */
  async settleIn(): Promise<void> {
    await this.client(LAPTOP, 'home').register(this.email);
    for (const place of ['home', 'office'] as const) {
      for (const device of [LAPTOP, PHONE]) await this.client(device, place).login(this.email);
    }
    for (let pool = 0; pool < CARRIER_POOLS; pool += 1) {
      await browserAt(this.address, PHONE, `100.64.${pool}.9`).login(this.email);
    }
  }

  /** Signs in somewhere, now and then with a typing mistake, refreshes, and signs out or doesn't. */
  async live(): Promise<void> {
    for (let n = 0; n < LOGINS_EACH; n += 1) {
      const isOnTheWay = this.below(4) === 0;
      const place = isOnTheWay ? 'carrier' : this.below(2) === 0 ? 'home' : 'office';
      const client = this.client(isOnTheWay || this.below(2) === 0 ? PHONE : LAPTOP, place);
      if (this.below(20) === 0) await client.login(this.email, 'a slip of the finger');
      expect((await client.login(this.email)).status).toBe(200);
      for (let refreshes = this.below(3); refreshes > 0; refreshes -= 1) await client.refresh();
      if (this.below(2) === 0) await client.post('/auth/logout');
    }
  }
}

describe('a thousand ordinary logins', () => {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = STORES[0]!.create();
    service = await startService(store, { TRUST_PROXY: '1', RATE_LIMIT: 'off', SECURITY_MAILS: 'false' });
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  async function alarms(): Promise<Record<string, number>> {
    const { body } = await new Browser(service.address).get<string>('/metrics');
    const samples = parseExposition(body).get('ratchet_suspicions_total')?.samples ?? [];
    return Object.fromEntries(samples.map(({ labels, value }) => [labels['rule'] ?? '', value]));
  }

  /** Everybody at once, but no more than eight at a time. */
  async function all(people: readonly Person[], act: (person: Person) => Promise<void>): Promise<void> {
    const waiting = [...people];
    await Promise.all(
      times(8, async () => {
        for (let person = waiting.pop(); person !== undefined; person = waiting.pop()) await act(person);
      }),
    );
  }

  it('of people who move between home, office and phone raise no alarm but the first in each place', async () => {
    const people = times(PEOPLE, (number) => new Person(service.address, number));
    await all(people, (person) => person.settleIn());
    const first = await alarms();
    await all(people, (person) => person.live());
    const after = await alarms();
    const falseAlarms = Object.entries(after).map(([rule, count]) => [rule, count - (first[rule] ?? 0)] as const);
    const total = falseAlarms.reduce((sum, [, count]) => sum + count, 0);
    process.stderr.write(
      `${PEOPLE} people settled in: ${first['new_device']} new devices and ${first['new_network']} new networks told of; ` +
        `then ${PEOPLE * LOGINS_EACH} ordinary logins: ${total} false alarms\n`,
    );
    expect(first).toMatchObject({ new_device: PEOPLE, new_network: PEOPLE * (1 + CARRIER_POOLS) });
    expect(falseAlarms.filter(([, count]) => count > 0)).toEqual([]);
  }, 240_000);
});
