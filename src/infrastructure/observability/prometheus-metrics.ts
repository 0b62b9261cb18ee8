import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type AnsweredRequest, Metrics } from '../../application/ports/metrics.js';

/** Half a millisecond to ten seconds: an access-token check takes less than the first, a shut-down store all of them. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Others are counted together: a caller may send any word. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Gauges that the library calls totals, against Prometheus's rules; each has a sibling without the suffix. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

export class PrometheusMetrics extends Metrics {
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(private readonly registry: Registry) {
    super();
    this.requests = new Histogram({
      name: 'ratchet_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [registry],
    });
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
  }

  answered({ method, route, status, seconds }: AnsweredRequest): void {
    const labels = {
      method: METHODS.has(method) ? method : 'other',
      route: route ?? 'unmatched',
      status: `${Math.floor(status / 100)}xx`,
    };
    this.requests.observe(labels, seconds);
  }

  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  async exposition(): Promise<{ mediaType: string; text: string }> {
    return { mediaType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
