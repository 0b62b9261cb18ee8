import { beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { AuditEvent } from '../../domain/audit-event.js';
import { parseExposition, valueOf } from '../../../test/support/exposition.js';
import { later, NOW, sampleEvent } from '../../../test/support/samples.js';
import { EventMetrics } from './event-metrics.js';

let registry: Registry;
let metrics: EventMetrics;

beforeEach(() => {
  registry = new Registry();
  metrics = new EventMetrics(registry);
});

const read = async () => parseExposition(await registry.metrics());

function event(fact: Partial<AuditEvent>): AuditEvent {
  return sampleEvent(fact);
}

describe('the metrics of events', () => {
  it.each<[Partial<AuditEvent>, string, Record<string, string>, number]>([
    [{ type: 'login.succeeded', details: { passwordHashRenewed: false } }, 'logins', { outcome: 'succeeded' }, 1],
    [{ type: 'login.failed', details: { reason: 'unknown-email' } }, 'logins', { outcome: 'unknown-email' }, 1],
    [{ type: 'session.refreshed', details: { generation: 1 } }, 'refreshes', { outcome: 'refreshed' }, 1],
    [
      { type: 'session.refresh_retried', details: { generation: 1, by: 'leeway' } },
      'refreshes',
      { outcome: 'retried' },
      1,
    ],
    [
      { type: 'session.refresh_refused', details: { verdict: 'forged', presentedGeneration: 0 } },
      'refreshes',
      { outcome: 'forged' },
      1,
    ],
    [
      { type: 'session.reuse_detected', details: { presentedGeneration: 0, generation: 1, scope: 'user' } },
      'refreshes',
      { outcome: 'reused' },
      1,
    ],
    [
      { type: 'session.store_went_back', details: { presentedGeneration: 2, generation: 1 } },
      'refreshes',
      { outcome: 'store-rollback' },
      1,
    ],
    [{ type: 'session.revoked', details: { reason: 'logout' } }, 'sessions_revoked', { reason: 'logout' }, 1],
    [{ type: 'session.evicted', details: {} }, 'sessions_revoked', { reason: 'evicted' }, 1],
    [
      { type: 'user.sessions_revoked', details: { reason: 'logout-all', revokedSessions: 3 } },
      'sessions_revoked',
      { reason: 'logout-all' },
      3,
    ],
    [
      { type: 'suspicious.new_network', details: { network: '203.0.113.0/24' } },
      'suspicions',
      { rule: 'new_network' },
      1,
    ],
  ])('count %j', async (fact, name, labels, expected) => {
    const metric = `ratchet_${name}_total`;
    expect(valueOf(await read(), metric, labels)).toBe(0);
    metrics.stored([event(fact)], NOW);
    const families = await read();
    expect(valueOf(families, metric, labels)).toBe(expected);
    expect(valueOf(families, 'ratchet_audit_events_total', { type: fact.type ?? '' })).toBe(1);
    const others = families.get(metric)?.samples.filter(({ value }) => value !== 0);
    expect(others).toHaveLength(1);
  });

  it('time each event up to the moment from which it is durable', async () => {
    metrics.stored([event({ occurredAt: NOW }), event({ occurredAt: later(20) })], later(30));
    const families = await read();
    const of = (suffix: string, labels = {}) =>
      valueOf(families, `ratchet_audit_append_duration_seconds_${suffix}`, labels);
    expect([of('count'), of('sum')]).toEqual([2, expect.closeTo(0.04, 6)]);
    expect([of('bucket', { le: '0.01' }), of('bucket', { le: '0.05' })]).toEqual([1, 2]);
  });

  it('carry nothing of the event that names anyone', async () => {
    const told = event({ ipAddress: '203.0.113.77', userAgent: 'agent-x', requestId: 'request-x' });
    metrics.stored([told], NOW);
    const text = await registry.metrics();
    for (const secret of [told.id, told.userId, told.sessionId, told.actorId, '203.0.113.77', 'agent-x', 'request-x']) {
      expect(text).not.toContain(secret);
    }
  });
});
