/**
 * What is measured of requests, whichever door they came through: how many, how long, and where the time went. Handles are
 * resolved once for each API; a request costs a few additions and two looks at the clock.
 */
import type { Clock, Count, Counter, Distribution, Histogram, Metrics } from '@ottla/base';

/** Upper bounds for times of requests, seconds: from what memory takes to what a time-out takes. */
export const latencyBucketsSeconds: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** The doors that serve requests. */
export type DoorName = 'kafka' | 'grpc';

/** Where the time of a request goes. `handle` is printed as `append` for what writes and as `read` for what reads. */
type Station = 'queue' | 'handle' | 'wait' | 'send';

/** What the handler of an API does, where that has a name of its own. */
const handleNames: ReadonlyMap<string, string> = new Map([
  ['Produce', 'append'],
  ['Publish', 'append'],
  ['PublishOne', 'append'],
  ['PublishBatch', 'append'],
  ['Fetch', 'read'],
  ['Subscribe', 'read'],
]);

/** The handles of one API at one door. */
export interface ApiMeter {
  readonly requests: Count;
  readonly latency: Distribution;
  readonly stations: Readonly<Record<Station, Distribution>>;
}

/** The metrics of all requests, declared once. */
export class RequestMetrics {
  readonly #clock: Clock;
  readonly #requests: Counter<'door' | 'api'>;
  readonly #latency: Histogram<'door' | 'api'>;
  readonly #stations: Histogram<'door' | 'api' | 'station'>;
  readonly #bytes: Counter<'door' | 'direction'>;

  constructor(metrics: Metrics, clock: Clock) {
    this.#clock = clock;
    this.#requests = metrics.counter({
      name: 'ottla_requests_total',
      help: 'Requests answered, by door and API.',
      labels: ['door', 'api'],
    });
    this.#latency = metrics.histogram({
      name: 'ottla_request_seconds',
      help: 'Time from a whole request to its answer, by door and API. The wait of a fetch for bytes is in it.',
      labels: ['door', 'api'],
      buckets: latencyBucketsSeconds,
    });
    this.#stations = metrics.histogram({
      name: 'ottla_request_station_seconds',
      help: 'Where the time of requests goes: queue (whole frame until taken up), append (judged and queued for the disk), read, handle (all other APIs), wait (a produce until it is durable, a fetch for bytes), send (answer until the socket took it; Kafka door only).',
      labels: ['door', 'api', 'station'],
      buckets: latencyBucketsSeconds,
    });
    this.#bytes = metrics.counter({
      name: 'ottla_door_bytes_total',
      help: 'Bytes of requests and answers, by door and direction. At the gRPC door: keys, values and batches.',
      labels: ['door', 'direction'],
    });
  }

  /** The handles of an API, to be kept. */
  api(door: DoorName, api: string): ApiMeter {
    const of = (station: string): Distribution => this.#stations.with({ door, api, station });
    const handle = of(handleNames.get(api) ?? 'handle');
    return {
      requests: this.#requests.with({ door, api }),
      latency: this.#latency.with({ door, api }),
      stations: { queue: of('queue'), handle, wait: of('wait'), send: of('send') },
    };
  }

  /** What counts the bytes of a door. */
  bytes(door: DoorName): { readonly received: Count; readonly sent: Count } {
    return {
      received: this.#bytes.with({ door, direction: 'in' }),
      sent: this.#bytes.with({ door, direction: 'out' }),
    };
  }

  /** A request is taken up now. `arrivedMs`: when it was whole, if that was before. */
  begin(meter: ApiMeter, begunMs: number = this.#clock.monotonicMs(), arrivedMs: number = begunMs): RequestTiming {
    return new RequestTiming(this.#clock, meter, begunMs, arrivedMs);
  }
}

/** One request on its way through the stations. An answer may come before its handler returned. */
export class RequestTiming {
  readonly #clock: Clock;
  readonly #meter: ApiMeter;
  readonly #begunMs: number;
  readonly #arrivedMs: number;
  #handledMs = -1;
  #answeredMs = -1;

  constructor(clock: Clock, meter: ApiMeter, begunMs: number, arrivedMs: number) {
    this.#clock = clock;
    this.#meter = meter;
    this.#begunMs = begunMs;
    this.#arrivedMs = arrivedMs;
    meter.stations.queue.observe((begunMs - arrivedMs) / 1000);
  }

  /** The handler returned. */
  handled(): void {
    this.#handledMs = this.#answeredMs >= 0 ? this.#answeredMs : this.#clock.monotonicMs();
    this.#meter.stations.handle.observe((this.#handledMs - this.#begunMs) / 1000);
  }

  /** The answer is there, or none is needed. */
  answered(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#answeredMs = nowMs;
    this.#meter.requests.add(1);
    this.#meter.latency.observe((nowMs - this.#arrivedMs) / 1000);
    if (this.#handledMs >= 0) this.#meter.stations.wait.observe((nowMs - this.#handledMs) / 1000);
  }

  /** The socket took the answer. */
  sent(nowMs: number): void {
    if (this.#answeredMs >= 0) this.#meter.stations.send.observe((nowMs - this.#answeredMs) / 1000);
  }
}
