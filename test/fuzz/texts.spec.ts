import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { canonicalJson } from '../../src/domain/canonical-json.js';
import { networkOf, siteOf } from '../../src/domain/client-network.js';
import { normalizeEmail } from '../../src/domain/email.js';
import { surroundingsOf } from '../../src/domain/place.js';
import { AuditEventsQuery } from '../../src/http/audit/audit.dto.js';
import { CredentialsDto } from '../../src/http/auth/auth.dto.js';
import { isId } from '../../src/http/id-param.js';
import { clientAddressOf } from '../../src/http/security/client-address.js';
import { BowserDeviceClassifier } from '../../src/infrastructure/crypto/bowser-device-classifier.js';
import { mailOf } from '../../src/infrastructure/mail/post.js';
import { accept, refusedFields } from '../support/fields.js';
import { anyText, headerText, nearly, oneOf, RUNS } from './arbitraries.js';

const options = { numRuns: RUNS };

describe('an e-mail address', () => {
  it('has one spelling: normalising it again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.emailAddress()), (text) => {
        const once = normalizeEmail(text);
        expect(normalizeEmail(once)).toBe(once);
      }),
      { numRuns: RUNS * 10 },
    );
  });

  it('that is taken is one recipient of a mail, and no header', async () => {
    const address = fc.oneof(
      fc.emailAddress(),
      fc.emailAddress().chain((email) => nearly(email)),
      anyText,
    );
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({ streamTransport: true, buffer: true });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(address, async (email) => {
        const body = { email, password: 'seven purple llamas' };
        const refused = await refusedFields(CredentialsDto, body, 'body');
        expect(['', 'email']).toContain(refused.join());
        if (refused.length > 0) return;
        taken += 1;
        const { email: to } = await accept(CredentialsDto, body, 'body');
        const mail = mailOf({ kind: 'password-reset', to, subject: 'x', text: 'x' }, 'no-reply@example.com');
        const { envelope, message } = await transport.sendMail(mail);
        expect(envelope.to).toHaveLength(1);
        const [head] = (message as Buffer).toString().split('\r\n\r\n') as [string];
        expect(head.match(/^(to|cc|bcc|subject|from):/gim)).toHaveLength(3);
      }),
      { numRuns: RUNS * 5 },
    );
    expect(taken).toBeGreaterThan(RUNS);
  });
});

describe('what a proxy calls the client', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const dressed = fc.oneof(
    address,
    fc.tuple(fc.ipV4(), fc.nat({ max: 99_999 })).map(([ip, port]) => `${ip}:${port}`),
    fc.tuple(fc.ipV6(), fc.nat({ max: 99_999 })).map(([ip, port]) => `[${ip}]:${port}`),
    fc.tuple(fc.ipV6(), fc.string()).map((parts) => parts.join('%')),
    fc.ipV4().map((ip) => `::ffff:${ip}`),
    fc.ipV4Extended(),
    address.chain((ip) => nearly(ip)),
    headerText,
    anyText,
  );

  it('is an address in its one spelling, or nobody', () => {
    fc.assert(
      fc.property(dressed, (ip) => {
        const read = clientAddressOf({ ip });
        expect(networkOf(read).length).toBeLessThan(50);
        if (read === null) return;
        expect(clientAddressOf({ ip: read })).toBe(read);
        const parsed = ipaddr.parse(read);
        expect(parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString()).toBe(read);
      }),
      { numRuns: RUNS * 10 },
    );
  });

  it('lies in its own network and surroundings', () => {
    const holds = (cidr: string | null, ip: string) => {
      if (cidr?.includes('/'))
        expect(ipaddr.parse(ip).match(ipaddr.parseCIDR(cidr) as [ipaddr.IPv4, number])).toBe(true);
    };
    fc.assert(
      fc.property(address, (ip) => {
        const read = clientAddressOf({ ip })!;
        for (const cidr of [networkOf(read), siteOf(read), surroundingsOf(read)]) holds(cidr, read);
      }),
      options,
    );
  });
});

describe('an id', () => {
  it('has one spelling', () => {
    const id = '019ab9c0-0000-7000-8000-00000000abcd';
    expect(isId(id)).toBe(true);
    fc.assert(
      fc.property(fc.oneof(nearly(id), anyText), (text) => {
        if (isId(text)) expect(text).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      }),
      { numRuns: RUNS * 10 },
    );
  });
});

describe('a time in a query', () => {
  it('is an instant of JSON, or refused', async () => {
    const zone = fc.constantFrom('Z', '+00:00', '-23:59', '+24:00', '+14:00', 'z', '');
    const two = fc.nat({ max: 99 }).map((n) => String(n).padStart(2, '0'));
    const made = fc
      .tuple(fc.nat({ max: 9999 }), two, two, two, two, two, zone)
      .map(
        ([year, month, day, h, m, s, end]) => `${String(year).padStart(4, '0')}-${month}-${day}T${h}:${m}:${s}${end}`,
      );
    const good = '2026-11-25T12:00:00.000Z';
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(made, nearly(good), anyText, fc.constantFrom('2026-11-25T23:59:60Z', '2026-02-30T00:00:00Z', good)),
        async (from) => {
          const refused = await refusedFields(AuditEventsQuery, { from });
          if (refused.length > 0) expect(refused).toEqual(['from']);
          else expect((await accept(AuditEventsQuery, { from })).from?.toISOString()).toMatch(/Z$/);
        },
      ),
      { numRuns: RUNS * 3 },
    );
  });

  it('that is written as JSON writes it is that instant', async () => {
    const [min, max] = [new Date('0000-01-01T00:00:00.000Z'), new Date('9999-12-31T23:59:59.999Z')];
    await fc.assert(
      fc.asyncProperty(fc.date({ min, max, noInvalidDate: true }), async (date) => {
        expect((await accept(AuditEventsQuery, { from: date.toISOString() })).from).toEqual(date);
      }),
      options,
    );
  });
});

describe('a user agent', () => {
  const classifier = new BowserDeviceClassifier();
  /** As much as `clientOf` lets through, of the pieces that the classifier's patterns look for. */
  const pieces = oneOf('/;() .0123456789_').chain((end) =>
    fc
      .constantFrom(
        'Mozilla',
        'Chrome',
        'Version',
        'Safari',
        'Android',
        'iPhone',
        'OS',
        'X',
        'Windows NT',
        'MSIE',
        'like Gecko',
        'bot',
      )
      .map((piece) => piece + end),
  );
  const agent = fc
    .oneof(
      anyText,
      headerText,
      fc.array(pieces).map((all) => all.join('')),
    )
    .map((text) => text.slice(0, 512));

  it('is described in three texts, always in the same', () => {
    fc.assert(
      fc.property(agent, (text) => {
        const device = classifier.describe(text);
        expect(Object.values(device).map((each) => typeof each)).toEqual(['string', 'string', 'string']);
        expect(Object.values(device)).not.toContain('');
        expect(classifier.describe(text)).toEqual(device);
        expect(classifier.familyOf(text).length).toBeLessThan(600);
      }),
      options,
    );
  });
});

describe('canonical JSON', () => {
  const json = fc.json({ maxDepth: 5 }).map((text) => JSON.parse(text) as unknown);

  it('is JSON of the same value, and its own canonical form', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        if (/\\ud/.test(JSON.stringify(value))) return;
        expect(JSON.parse(text)).toEqual(value);
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('is refused with a TypeError, or made, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          try {
            expect(typeof canonicalJson(value)).toBe('string');
          } catch (fault) {
            expect(fault).toBeInstanceOf(TypeError);
          }
        },
      ),
      { numRuns: RUNS * 3 },
    );
  });
});
