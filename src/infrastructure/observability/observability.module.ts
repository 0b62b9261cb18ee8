import { Global, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EventObserver } from '../../application/ports/event-observer.js';
import { Metrics } from '../../application/ports/metrics.js';
import { EventMetrics } from './event-metrics.js';
import { PrometheusMetrics } from './prometheus-metrics.js';

const inject = [Registry];

/** The metrics of this process. Other modules add theirs where they make what is measured: `metrics.gauge(…)`. */
@Global()
@Module({
  providers: [
    { provide: Registry, useFactory: () => new Registry() },
    { provide: Metrics, inject, useFactory: (registry: Registry) => new PrometheusMetrics(registry) },
    { provide: EventObserver, inject, useFactory: (registry: Registry) => new EventMetrics(registry) },
  ],
  exports: [Metrics, EventObserver],
})
export class ObservabilityModule {}
