/** What was refused, and why: connections, requests, partitions of a request. Not hot: labels are looked up each time. */
import { type Counter, describeError, type ErrorCode, type Metrics } from '@ottla/base';
import type { DoorName } from './request-metrics.ts';

export class RefusalMetrics {
  readonly #connections: Counter<'door' | 'reason'>;
  readonly #closed: Counter<'door' | 'reason'>;
  readonly #errors: Counter<'api' | 'error'>;

  constructor(metrics: Metrics) {
    this.#connections = metrics.counter({
      name: 'ottla_connections_refused_total',
      help: 'Connections that were not accepted, by door and the limit that stood against them.',
      labels: ['door', 'reason'],
    });
    this.#closed = metrics.counter({
      name: 'ottla_connections_closed_total',
      help: 'Connections that the node closed, by door and reason.',
      labels: ['door', 'reason'],
    });
    this.#errors = metrics.counter({
      name: 'ottla_partition_errors_total',
      help: 'Partitions of produces and fetches that were answered with an error, by the name of the error.',
      labels: ['api', 'error'],
    });
  }

  connectionRefused(door: DoorName, reason: string): void {
    this.#connections.add(1, { door, reason });
  }

  connectionClosed(door: DoorName, reason: string): void {
    this.#closed.add(1, { door, reason });
  }

  /** One partition of a produce or fetch gets an error. */
  partitionFailed(api: 'Produce' | 'Fetch', error: ErrorCode): void {
    this.#errors.add(1, { api, error: describeError(error).name });
  }
}
