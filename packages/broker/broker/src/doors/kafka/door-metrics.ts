import type { Clock, Counter, Gauge, Histogram, Metrics } from '@ottla/base';
import type { RequestHeader } from '@ottla/kafka-protocol';
import { findApi } from '@ottla/kafka-protocol';
import type { Admission } from '../../admission/admission.ts';
import type { Answer } from './connection/answer.ts';

const latencyBucketsSeconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** What the Kafka door measures. */
export class DoorMetrics {
  readonly #clock: Clock;
  readonly #bytes: Counter<'door' | 'direction'>;
  readonly #requests: Counter<'api'>;
  readonly #latency: Histogram<'api'>;
  readonly #connections: Gauge<'door'>;
  readonly #refused: Counter<'door' | 'reason'>;
  readonly #requestMemory: Gauge;
  readonly #responseMemory: Gauge;
  readonly #labels = new Map<number, { readonly api: string }>();

  constructor(metrics: Metrics, clock: Clock) {
    this.#clock = clock;
    this.#bytes = metrics.counter({
      name: 'ottla_door_bytes_total',
      help: 'Bytes of requests and responses, by door and direction.',
      labels: ['door', 'direction'],
    });
    this.#requests = metrics.counter({
      name: 'ottla_kafka_requests_total',
      help: 'Requests answered, by API.',
      labels: ['api'],
    });
    this.#latency = metrics.histogram({
      name: 'ottla_kafka_request_seconds',
      help: 'Time from a whole request to its answer, by API.',
      labels: ['api'],
      buckets: latencyBucketsSeconds,
    });
    this.#connections = metrics.gauge({
      name: 'ottla_door_connections',
      help: 'Open connections, by door.',
      labels: ['door'],
    });
    this.#refused = metrics.counter({
      name: 'ottla_connections_refused_total',
      help: 'Connections that were closed at once, by door and the limit that stood against them.',
      labels: ['door', 'reason'],
    });
    this.#requestMemory = metrics.gauge({
      name: 'ottla_request_memory_bytes',
      help: 'Memory of requests that are not answered yet.',
    });
    this.#responseMemory = metrics.gauge({
      name: 'ottla_response_memory_bytes',
      help: 'Memory of answers that have not left yet.',
    });
  }

  /** A connection was closed at once. */
  refused(reason: string): void {
    this.#refused.add(1, { door: 'kafka', reason });
  }

  /** A request came in. */
  received(bytes: number): void {
    this.#bytes.add(bytes + 4, inbound);
  }

  /** A request was answered, or needed no answer. */
  answered(header: RequestHeader, answer: Answer, responseBytes: number): void {
    const labels = this.#labelsOf(header.requestApiKey);
    this.#requests.add(1, labels);
    this.#latency.observe((this.#clock.monotonicMs() - answer.arrivedMs) / 1000, labels);
    this.#bytes.add(responseBytes, outbound);
  }

  /** Values that are read before a scrape. */
  state(connections: number, admission: Admission): void {
    this.#connections.set(connections, kafkaDoor);
    this.#requestMemory.set(admission.requestMemory.usedBytes);
    this.#responseMemory.set(admission.responseMemory.usedBytes);
  }

  #labelsOf(key: number): { readonly api: string } {
    const known = this.#labels.get(key);
    if (known !== undefined) return known;
    const labels = { api: findApi(key)?.name ?? String(key) };
    this.#labels.set(key, labels);
    return labels;
  }
}

const inbound = { door: 'kafka', direction: 'in' } as const;
const outbound = { door: 'kafka', direction: 'out' } as const;
const kafkaDoor = { door: 'kafka' } as const;
