import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { type Family, parseExposition, valueOf } from '../support/exposition.ts';
import { brokenRules } from '../support/metric-rules.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const REQUESTS = 'ratchet_http_request_duration_seconds';

describe.each(STORES)('GET /metrics over $name', (kind) => {
  const service = useService(kind);

  const browser = () => new Browser(service().address);

  async function scrape(): Promise<Map<string, Family>> {
    return parseExposition((await browser().get<string>('/metrics')).body);
  }

  it('answers everyone in the text format that Prometheus reads', async () => {
    const { status, headers } = await browser().get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  });

  it('tells what happened to logins, refreshes and sessions', async () => {
    const before = await scrape();
    const email = newEmail();
    const owner = browser();
    const spent = (await owner.register(email), owner.token);
    await owner.refresh();
    await browser().login(email, 'not the password');
    await browser().login(email);
    const thief = browser();
    thief.token = spent;
    expect((await thief.refresh()).body.code).toBe('refresh-token-reused');
    const after = await scrape();
    const grown = (name: string, labels: Record<string, string>) =>
      valueOf(after, name, labels) - valueOf(before, name, labels);
    expect(grown('ratchet_logins_total', { outcome: 'succeeded' })).toBe(1);
    expect(grown('ratchet_logins_total', { outcome: 'wrong-password' })).toBe(1);
    expect(grown('ratchet_refreshes_total', { outcome: 'refreshed' })).toBe(1);
    expect(grown('ratchet_refreshes_total', { outcome: 'reused' })).toBe(1);
    expect(grown('ratchet_sessions_revoked_total', { reason: 'reuse-detected' })).toBe(2);
    expect(grown('ratchet_audit_events_total', { type: 'user.registered' })).toBe(1);
    expect(grown('ratchet_audit_append_duration_seconds_count', {})).toBeGreaterThanOrEqual(6);
  });

  it('tells requests by pattern, never by URL', async () => {
    await browser().get('/problems/token-missing?x=1');
    await browser().get(`/no/such/${newEmail()}`);
    await browser().send('/auth/me', { method: 'PROPFIND' });
    const families = await scrape();
    const count = (labels: Record<string, string>) => valueOf(families, `${REQUESTS}_count`, labels);
    expect(count({ method: 'GET', route: '/problems/:code', status: '2xx' })).toBe(1);
    expect(count({ method: 'GET', route: 'unmatched', status: '4xx' })).toBe(1);
    expect(count({ method: 'other', route: 'unmatched', status: '4xx' })).toBe(1);
  });

  it("keeps Prometheus's rules on names, and its labels to few values", async () => {
    const families = await scrape();
    expect(brokenRules(families.values())).toEqual([]);
    for (const { name, type, samples } of families.values()) {
      const series = type === 'histogram' ? samples.filter((sample) => sample.name.endsWith('_count')) : samples;
      expect({ name, areFew: series.length < 100 }).toEqual({ name, areFew: true });
    }
  });

  it('is what docs/operations.md lists, all of it', async () => {
    const listed = readFileSync('docs/operations.md', 'utf8').matchAll(/^\| `(ratchet_\w+)` \| (\w+) \|/gm);
    const own = [...(await scrape()).values()].filter(({ name }) => name.startsWith('ratchet_'));
    expect(own.map(({ name, type }) => `${name} ${type}`).sort()).toEqual(
      [...listed].map(([, name, type]) => `${name} ${type}`).sort(),
    );
  });

  it('names nobody', async () => {
    const email = newEmail();
    const owner = browser();
    const { body } = await owner.register(email);
    await owner.get('/auth/me', bearer(body.accessToken));
    const text = (await browser().get<string>('/metrics')).body;
    for (const personal of [email, body.user.id, body.session.id, '127.0.0.1', owner.token]) {
      expect(text).not.toContain(personal);
    }
  });
});
