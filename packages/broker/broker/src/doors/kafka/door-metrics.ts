import type { Count } from '@ottla/base';
import { findApi } from '@ottla/kafka-protocol';
import type { BrokerMetrics } from '../../measuring/broker-metrics.ts';
import type { ApiMeter, RequestMetrics, RequestTiming } from '../../measuring/request-metrics.ts';
import type { Answer } from './connection/answer.ts';

/** The four bytes before each frame. */
const sizeBytes = 4;

/** What the Kafka door measures: its requests by API key, and its bytes. */
export class DoorMetrics {
  readonly #requests: RequestMetrics;
  readonly #received: Count;
  readonly #sent: Count;
  readonly #apis: ApiMeter[] = [];

  constructor({ requests }: Pick<BrokerMetrics, 'requests'>) {
    this.#requests = requests;
    const { received, sent } = requests.bytes('kafka');
    this.#received = received;
    this.#sent = sent;
  }

  /** A frame came in. */
  received(frameBytes: number): void {
    this.#received.add(frameBytes + sizeBytes);
  }

  /** A frame goes out; its size is counted with it. */
  sent(bytes: number): void {
    this.#sent.add(bytes);
  }

  /** A request of an API that is served begins. */
  begin(key: number, answer: Answer): RequestTiming {
    const meter = (this.#apis[key] ??= this.#requests.api('kafka', findApi(key)?.name ?? String(key)));
    const timing = this.#requests.begin(meter, answer.begunMs, answer.arrivedMs);
    answer.timing = timing;
    return timing;
  }
}
