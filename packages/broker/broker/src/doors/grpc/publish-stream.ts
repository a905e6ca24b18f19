/** `Messages.Publish`: a stream of plain records with a result for each. Requests are appended strictly in their order. */
import type { RpcServerHandler, RpcStream, RpcStreamHandler } from '@ottla/base';
import {
  messagesService,
  type PublishRecord,
  type PublishRequest,
  type PublishResponse,
  type PublishResult,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { ApiMeter, RequestTiming } from '../../measuring/request-metrics.ts';
import { payloadBytes } from './call-metrics.ts';
import { callerOf, type GrpcDoorParts, type MadeTopics } from './door-parts.ts';
import { giveUpCall, resumeCall } from './guarded.ts';
import { Publisher } from './publisher.ts';
import { costOfProduced, costOfWork } from './quota-costs.ts';
import { ReadingGate } from './reading-gate.ts';
import { WaitingRequests } from './waiting-requests.ts';

/** Serves the stream. */
export function publishStream(parts: GrpcDoorParts): RpcServerHandler<PublishRequest, PublishResponse> {
  return (stream, call) => new PublishStream(parts, stream, callerOf(parts, call));
}

interface Asked {
  readonly request: PublishRequest;
  readonly timing: RequestTiming;
}

class PublishStream implements RpcStreamHandler<PublishRequest> {
  readonly #parts: GrpcDoorParts;
  readonly #stream: RpcStream<PublishResponse>;
  readonly #caller: Caller;
  readonly #publisher: Publisher;
  readonly #gate: ReadingGate;
  readonly #meter: ApiMeter;
  readonly #waiting = new WaitingRequests();
  /** Requests behind one whose topic is being made. Bounded by the gate, which stops reading. */
  readonly #queue: Asked[] = [];
  #making = false;
  #ending = false;
  #over = false;

  constructor(parts: GrpcDoorParts, stream: RpcStream<PublishResponse>, caller: Caller) {
    this.#parts = parts;
    this.#stream = stream;
    this.#caller = caller;
    this.#meter = parts.metrics.api('Publish');
    this.#publisher = new Publisher(parts);
    this.#gate = new ReadingGate(stream, parts);
  }

  message(request: PublishRequest): void {
    // The stream ends: what comes in late is not begun, and the client asks another node.
    if (this.#ending) return;
    this.#gate.throttle(costOfWork(this.#parts, this.#caller, () => this.#begin(request)));
  }

  #begin(request: PublishRequest): void {
    const bytes = bytesOf(request.records);
    this.#gate.entered(bytes);
    this.#gate.throttle(costOfProduced(this.#parts, this.#caller, bytes));
    this.#queue.push({ request, timing: this.#parts.metrics.begin(this.#meter, payloadBytes(request.records)) });
    this.#work();
  }

  drained(): void {
    this.#gate.drained();
  }

  ended(): void {
    this.#ending = true;
    this.#endWhenIdle();
  }

  /** The server goes away: what is under way is answered, then the stream ends. */
  closing(): void {
    this.ended();
  }

  failed(): void {
    this.#over = true;
    this.#waiting.cancelAll();
    this.#queue.length = 0;
    this.#gate.close();
  }

  #work(): void {
    while (!this.#making && !this.#over) {
      const asked = this.#queue[0];
      if (asked === undefined) return;
      const missing = this.#publisher.missingTopics(asked.request.records);
      if (missing.length > 0) {
        this.#makeThenGoOn(missing);
        return;
      }
      this.#queue.shift();
      this.#publish(asked);
    }
  }

  /** Makes topics; the first request is published afterwards whatever came of it. */
  #makeThenGoOn(missing: readonly string[]): void {
    this.#making = true;
    const goOn = (made: MadeTopics): void => {
      this.#making = false;
      const asked = this.#queue.shift();
      if (asked !== undefined && !this.#over) this.#publish(asked, made);
      this.#work();
    };
    this.#parts
      .makeTopics(this.#caller, missing)
      .then(goOn)
      .catch((thrown: unknown) => {
        this.failed();
        giveUpCall(this.#parts.platform.logger, { path: messagesService.publish.path, stream: this.#stream }, thrown);
      });
  }

  #publish({ request, timing }: Asked, made: MadeTopics = new Map()): void {
    const { records, acks } = request;
    this.#waiting.begin((finished) =>
      this.#publisher.publish({ caller: this.#caller, records, acks, made }, (results) => {
        finished();
        timing.answered();
        this.#resume(() => this.#answer(request, results()));
      }),
    );
    timing.handled();
  }

  #answer(request: PublishRequest, results: readonly PublishResult[]): void {
    if (this.#over) return;
    const writable = this.#stream.write({ results });
    this.#gate.answered(bytesOf(request.records), writable);
    this.#endWhenIdle();
  }

  /** Goes on from a turn that is not the stream's. */
  #resume(work: () => void): void {
    const call = { path: messagesService.publish.path, stream: this.#stream, failed: () => this.failed() };
    resumeCall(this.#parts.platform.logger, call, work);
  }

  #endWhenIdle(): void {
    if (!this.#ending || this.#over || this.#gate.inFlight > 0) return;
    this.#over = true;
    this.#gate.close();
    this.#stream.end();
  }
}

/** What the records weigh in memory, roughly. */
export function bytesOf(records: readonly PublishRecord[]): number {
  let bytes = 0;
  for (const { key, value } of records) bytes += 128 + (key?.length ?? 0) + (value?.length ?? 0);
  return bytes;
}
