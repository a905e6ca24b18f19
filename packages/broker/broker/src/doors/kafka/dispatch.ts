/**
 * From a frame to its handler: reads the header, finds the handler, builds the call, and turns the response into the
 * bytes of the answer. What it cannot understand closes the connection, with an event that says why; only ApiVersions
 * of an unknown version is answered. It knows no single API.
 */
import { type Lease, messageOf, type NetworkAddress } from '@ottla/base';
import {
  ApiKey,
  encodeApiVersionsResponse,
  openRequest,
  ProtocolError,
  type Reader,
  type RequestHeader,
  startResponse,
} from '@ottla/kafka-protocol';
import { anonymous, type Caller } from '../../admission/principal.ts';
import type { ClientQuotas } from '../../admission/quotas/client-quotas.ts';
import type { Answer } from './connection/answer.ts';
import type { KafkaConnection } from './connection/kafka-connection.ts';
import type { DoorMetrics } from './door-metrics.ts';
import { unsupportedApiVersions } from './handlers/18-api-versions.ts';
import type { AnyApiHandler, EncodeResponse, KafkaCall, KafkaDoorParts } from './handlers/handler.ts';
import { handlersByKey } from './handlers/table.ts';
import { RequestQuota } from './request-quota.ts';

/** What dispatching stands on. */
export interface DispatchParts {
  readonly door: KafkaDoorParts;
  readonly quotas: ClientQuotas;
  readonly nowMs: () => number;
  readonly metrics: DoorMetrics;
}

/** Takes one request up. */
export function dispatch(parts: DispatchParts, connection: KafkaConnection, frame: Uint8Array, answer: Answer): void {
  try {
    const { header, body } = openRequest(frame);
    const handler = handlersByKey.get(header.requestApiKey);
    if (handler === undefined) {
      connection.close('requestRefused', `API key ${header.requestApiKey} is not served`);
    } else if (header.requestApiVersion < handler.minVersion || header.requestApiVersion > handler.maxVersion) {
      refuseVersion(parts, connection, header, answer);
    } else {
      new Dispatched(parts, connection, header, answer).serve(handler, body, frame.length);
    }
  } catch (error) {
    const reason = error instanceof ProtocolError ? 'requestRefused' : 'requestFailed';
    connection.close(reason, reason === 'requestFailed' && error instanceof Error ? error.stack : messageOf(error));
  }
}

function refuseVersion(parts: DispatchParts, connection: KafkaConnection, header: RequestHeader, answer: Answer): void {
  const { requestApiKey: key, requestApiVersion, correlationId } = header;
  if (key !== ApiKey.ApiVersions) {
    connection.close('requestRefused', `version ${requestApiVersion} of API key ${key} is not served`);
    return;
  }
  const writer = startResponse({ key, version: 0, correlationId });
  encodeApiVersionsResponse(writer, unsupportedApiVersions(parts.door.served()), 0);
  answer.fill(writer.finishFrame());
}

/** A request in the hands of its handler. */
class Dispatched implements KafkaCall {
  readonly caller: Caller;
  readonly #parts: DispatchParts;
  readonly #connection: KafkaConnection;
  readonly #header: RequestHeader;
  readonly #answer: Answer;
  /** Undefined while nobody has a quota. */
  #quota: RequestQuota | undefined;
  /** For how long the connection was told to hold still because of this request. */
  #heldStillMs = 0;

  constructor(parts: DispatchParts, connection: KafkaConnection, header: RequestHeader, answer: Answer) {
    this.#parts = parts;
    this.#connection = connection;
    this.#header = header;
    this.#answer = answer;
    this.caller = {
      principal: connection.principal ?? anonymous,
      clientId: header.clientId ?? undefined,
      host: connection.remote.host,
      door: 'kafka',
    };
  }

  get version(): number {
    return this.#header.requestApiVersion;
  }

  get local(): NetworkAddress {
    return this.#connection.local;
  }

  get door(): KafkaDoorParts {
    return this.#parts.door;
  }

  serve(handler: AnyApiHandler, body: Reader, frameBytes: number): void {
    this.#answer.alone = handler.alone === true;
    this.#answer.keepsFrame = handler.keepsFrame === true;
    const { quotas, nowMs } = this.#parts;
    if (quotas.isActive) {
      this.#quota = new RequestQuota(quotas, this.caller, nowMs);
      this.#quota.begin(handler.bringsRecords === true ? frameBytes : 0);
    }
    const timing = this.#parts.metrics.begin(this.#header.requestApiKey, this.#answer);
    handler.serve(this, body, (encode) => this.#respond(encode));
    timing.handled();
    if (this.#quota === undefined) return;
    this.#quota.worked();
    this.#holdStill(this.#quota.throttleMs);
  }

  #holdStill(throttleMs: number): void {
    if (throttleMs <= this.#heldStillMs) return;
    this.#heldStillMs = throttleMs;
    this.#connection.throttle(throttleMs);
  }

  #respond(encode: EncodeResponse | undefined): void {
    this.#quota?.answering();
    const throttleMs = this.#quota?.throttleMs ?? 0;
    this.#holdStill(throttleMs);
    if (encode === undefined) {
      this.#answer.timing?.answered();
      this.#answer.fill([]);
      return;
    }
    const { requestApiKey: key, requestApiVersion: version, correlationId } = this.#header;
    const writer = startResponse({ key, version, correlationId });
    encode(writer, throttleMs);
    this.#answer.timing?.answered();
    this.#parts.metrics.sent(writer.size);
    this.#answer.fill(writer.finishFrame());
  }

  whenGone(cancel: () => void): void {
    if (this.#answer.chunks === undefined) this.#answer.onGone = cancel;
  }

  get frameLease(): Lease | undefined {
    return this.#answer.frameLease;
  }

  holdResponse(bytes: number, leases: readonly Lease[]): void {
    this.#answer.heldResponseBytes = bytes;
    this.#answer.leases = leases;
  }

  fetchableBytes(): number {
    return this.#quota?.fetchableBytes() ?? Infinity;
  }

  mayTake(bytes: number): boolean {
    return this.#quota?.mayTake(bytes) ?? true;
  }

  resume(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.closeConnection(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  closeConnection(detail: string): void {
    this.#connection.close('requestFailed', detail);
  }

  refuseSilentProduce(detail: string): void {
    this.#connection.close('produceFailed', detail);
  }
}
