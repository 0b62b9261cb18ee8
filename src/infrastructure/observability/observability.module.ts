import { Global, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { EventObserver } from '../../application/ports/event-observer.js';
import { Metrics } from '../../application/ports/metrics.js';
import { SecurityNotifier } from '../../application/ports/security-notifier.js';
import { NotifySuspicions } from '../../application/suspicion/notify-suspicions.js';
import { EventMetrics } from './event-metrics.js';
import { EventObservers } from './event-observers.js';
import { PrometheusMetrics } from './prometheus-metrics.js';

/** The metrics of this process, and who is told of stored events. Other modules add their metrics where they make what is measured: `metrics.gauge(…)`. */
@Global()
@Module({
  providers: [
    { provide: Registry, useFactory: () => new Registry() },
    { provide: Metrics, inject: [Registry], useFactory: (registry: Registry) => new PrometheusMetrics(registry) },
    {
      provide: EventObserver,
      inject: [Registry, SecurityNotifier],
      useFactory: (registry: Registry, notifier: SecurityNotifier) =>
        new EventObservers([new EventMetrics(registry), new NotifySuspicions(notifier)]),
    },
  ],
  exports: [Metrics, EventObserver],
})
export class ObservabilityModule {}
