import { beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { parseExposition, valueOf } from '../../../test/support/exposition.js';
import { brokenRules } from '../../../test/support/metric-rules.js';
import { PrometheusMetrics } from './prometheus-metrics.js';

const REQUESTS = 'ratchet_http_request_duration_seconds';

let metrics: PrometheusMetrics;

beforeEach(() => {
  metrics = new PrometheusMetrics(new Registry());
});

const read = async () => parseExposition((await metrics.exposition()).text);

describe('the metrics of requests', () => {
  it('are kept by method, pattern and class of status', async () => {
    metrics.answered({ method: 'GET', route: '/admin/users/:id', status: 200, seconds: 0.002 });
    metrics.answered({ method: 'GET', route: '/admin/users/:id', status: 204, seconds: 0.2 });
    metrics.answered({ method: 'GET', route: '/admin/users/:id', status: 404, seconds: 0.001 });
    const families = await read();
    const labels = { method: 'GET', route: '/admin/users/:id', status: '2xx' };
    expect(valueOf(families, `${REQUESTS}_count`, labels)).toBe(2);
    expect(valueOf(families, `${REQUESTS}_sum`, labels)).toBeCloseTo(0.202, 6);
    expect(valueOf(families, `${REQUESTS}_bucket`, { ...labels, le: '0.0025' })).toBe(1);
    expect(valueOf(families, `${REQUESTS}_count`, { ...labels, status: '4xx' })).toBe(1);
  });

  it('do not grow with what callers make up', async () => {
    for (let n = 0; n < 100; n += 1) {
      metrics.answered({ method: `WORD${n}`, route: null, status: 400 + n, seconds: 0.001 });
    }
    const series = (await read()).get(REQUESTS)?.samples.filter(({ name }) => name.endsWith('_count'));
    expect(series).toEqual([
      { name: `${REQUESTS}_count`, labels: { method: 'other', route: 'unmatched', status: '4xx' }, value: 100 },
    ]);
  });
});

describe('what others measure', () => {
  it('is read whenever the metrics are asked for', async () => {
    let waiting = 3;
    metrics.gauge('ratchet_things_waiting', 'Things that wait.', () => waiting);
    metrics.counter('ratchet_things_done_total', 'Things done.', () => 10 - waiting);
    expect(valueOf(await read(), 'ratchet_things_waiting')).toBe(3);
    expect(valueOf(await read(), 'ratchet_things_done_total')).toBe(7);
    waiting = 1;
    expect(valueOf(await read(), 'ratchet_things_waiting')).toBe(1);
    expect(valueOf(await read(), 'ratchet_things_done_total')).toBe(9);
  });

  it('is named by one place only', () => {
    metrics.gauge('ratchet_things_waiting', 'Things that wait.', () => 0);
    expect(() => metrics.gauge('ratchet_things_waiting', 'Again.', () => 0)).toThrow(/already been registered/);
  });
});

describe('the rules on names', () => {
  it('hold for everything that is there from the start', async () => {
    metrics.answered({ method: 'GET', route: '/', status: 200, seconds: 0.001 });
    expect(brokenRules((await read()).values())).toEqual([]);
  });

  it.each([
    ['gauge', 'ratchet_lag_ms', 'abbreviates a unit'],
    ['gauge', 'ratchet_lag_milliseconds', 'is not in a base unit'],
    ['gauge', 'ratchet_things_total', 'ends in _total and is no counter'],
    ['gauge', 'ratchet_things_count', 'has a suffix of histograms'],
    ['gauge', 'ratchet_gauge_things', 'has its type in its name'],
    ['gauge', 'ratchet_openThings', 'is not snake_case'],
    ['counter', 'ratchet_things', 'is a counter without _total'],
    ['gauge', 'ratchet:things', 'has a colon, kept for recording rules'],
  ] as const)('find a %s called %s', async (kind, name, what) => {
    metrics[kind](name, 'Help.', () => 1);
    expect(brokenRules((await read()).values())).toEqual([`${name}: ${what}`]);
  });
});
