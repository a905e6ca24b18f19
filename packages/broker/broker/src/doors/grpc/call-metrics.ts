/** What the gRPC door measures. Requests of streams and unary calls count alike, by the name of their method. */
import type { PublishRecord } from '@ottla/rpc';
import type { ApiMeter, RequestMetrics, RequestTiming } from '../../measuring/request-metrics.ts';

export class CallMetrics {
  readonly #requests: RequestMetrics;
  readonly #bytes: ReturnType<RequestMetrics['bytes']>;
  readonly #apis = new Map<string, ApiMeter>();

  constructor(requests: RequestMetrics) {
    this.#requests = requests;
    this.#bytes = requests.bytes('grpc');
  }

  /** The handles of a method, for a stream to keep. */
  api(method: string): ApiMeter {
    const known = this.#apis.get(method);
    if (known !== undefined) return known;
    const meter = this.#requests.api('grpc', method);
    this.#apis.set(method, meter);
    return meter;
  }

  /** A request with so many bytes of records begins. */
  begin(meter: ApiMeter, bytes: number): RequestTiming {
    this.#bytes.received.add(bytes);
    return this.#requests.begin(meter);
  }

  /** So many bytes of records came in by a unary call. */
  received(bytes: number): void {
    this.#bytes.received.add(bytes);
  }

  /** So many bytes of records go out. */
  sent(bytes: number): void {
    this.#bytes.sent.add(bytes);
  }

  /** Serves a unary call and measures it. */
  unary<Response>(method: string, serve: () => Promise<Response>): Promise<Response> {
    const timing = this.begin(this.api(method), 0);
    const response = serve().finally(() => timing.answered());
    timing.handled();
    return response;
  }
}

/** Bytes of keys and values. */
export function payloadBytes(records: readonly PublishRecord[]): number {
  let bytes = 0;
  for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0);
  return bytes;
}
