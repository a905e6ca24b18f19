/** Everything the broker measures, declared once and handed to those who count. */
import type { Clock, Metrics } from '@ottla/base';
import { RefusalMetrics } from './refusal-metrics.ts';
import { RequestMetrics } from './request-metrics.ts';
import { TrafficMetrics } from './topic-traffic.ts';

export class BrokerMetrics {
  readonly requests: RequestMetrics;
  readonly traffic: TrafficMetrics;
  readonly refusals: RefusalMetrics;

  constructor(metrics: Metrics, clock: Clock) {
    this.requests = new RequestMetrics(metrics, clock);
    this.traffic = new TrafficMetrics(metrics);
    this.refusals = new RefusalMetrics(metrics);
  }
}
