/** `Coordination.Call`: many requests of one client under way at a time, each answered by its id as soon as it is done. */
import { messageOf, RpcError, type RpcServerHandler, type RpcStream, type RpcStreamHandler } from '@ottla/base';
import {
  type CallRequest,
  type CallRequests,
  type CallResponse,
  type CallResponses,
  coordinationService,
  PackWriter,
} from '@ottla/rpc';
import type { Caller } from '../../../admission/principal.ts';
import { coordinationCallsInFlightMax, coordinationCallsPerMessageMax } from '../../../limits.ts';
import type { ApiMeter } from '../../../measuring/request-metrics.ts';
import { callerOf, type GrpcDoorParts } from '../door-parts.ts';
import { resumeCall } from '../guarded.ts';
import { costOfRequest } from '../quota-costs.ts';
import { ReadingGate } from '../reading-gate.ts';
import { bytesOfAnswer } from './answer-words.ts';
import { answerTo } from './coordination-calls.ts';
import { LongReads } from './long-reads.ts';

/** Serves the stream. */
export function callStream(parts: GrpcDoorParts): RpcServerHandler<CallRequests, CallResponses> {
  return (stream, call) => new CallStream(parts, stream, callerOf(parts, call));
}

/** What is under way for a client. */
interface Call {
  readonly request: CallRequest;
  /** What it keeps in memory until it is answered. */
  readonly bytes: number;
  readonly isLong: boolean;
}

class CallStream implements RpcStreamHandler<CallRequests> {
  readonly #parts: GrpcDoorParts;
  readonly #stream: RpcStream<CallResponses>;
  readonly #answers: PackWriter<CallResponse>;
  readonly #caller: Caller;
  readonly #gate: ReadingGate;
  readonly #meter: ApiMeter;
  readonly #longReads: LongReads;
  /** Answers that wait until the client takes those before them. */
  #late: (readonly [Call, CallResponse])[] = [];
  #isEnding = false;
  #isOver = false;

  constructor(parts: GrpcDoorParts, stream: RpcStream<CallResponses>, caller: Caller) {
    this.#parts = parts;
    this.#stream = stream;
    this.#caller = caller;
    this.#meter = parts.metrics.api('Call');
    this.#gate = new ReadingGate(stream, parts, coordinationCallsInFlightMax);
    this.#longReads = new LongReads(() => this.#gate.isWritable);
    this.#answers = new PackWriter({
      timers: parts.platform.timers,
      bytesOf: bytesOfAnswer,
      write: (responses) => this.#gate.wrote(stream.write({ responses })),
      failed: (error) => this.#fail(error),
    });
  }

  message({ requests }: CallRequests): void {
    // The stream ends: what comes in late is not begun, and the client asks another node.
    if (requests.length > coordinationCallsPerMessageMax) {
      const most = `one message holds at most ${coordinationCallsPerMessageMax} requests, not ${requests.length}; send more messages`;
      this.#fail(new RpcError('invalidArgument', most));
      return;
    }
    for (const request of requests) if (!this.#isEnding && !this.#isOver) this.#begin(request);
  }

  #begin(request: CallRequest): void {
    const bytes = bytesOf(request);
    const isLong = request.ask?.kind === 'list' || request.ask?.kind === 'election';
    const call = { request, bytes, isLong };
    this.#gate.entered(bytes);
    this.#gate.throttle(costOfRequest(this.#parts, this.#caller));
    if (isLong) this.#longReads.add(() => this.#do(call));
    else this.#do(call);
  }

  #do(call: Call): void {
    const timing = this.#parts.metrics.begin(this.#meter, 0);
    answerTo(this.#parts.metadata, call.request).then(
      (response) => {
        timing.answered();
        this.#resume(() => this.#done(call, response));
      },
      (thrown: unknown) => {
        timing.answered();
        this.#fail(thrown);
      },
    );
    timing.handled();
  }

  drained(): void {
    this.#gate.drained();
    this.#resume(() => {
      this.#giveLate();
      this.#longReads.goOn();
    });
  }

  ended(): void {
    this.#isEnding = true;
    this.#endWhenIdle();
  }

  /** The server goes away: what is under way is answered, then the stream ends. */
  closing(): void {
    this.ended();
  }

  failed(): void {
    this.#isOver = true;
    this.#late = [];
    this.#longReads.drop();
    this.#answers.drop();
    this.#gate.close();
  }

  /** An answer that cannot get out is not written: as it is, it shares its values with what is known anyway. */
  #done(call: Call, response: CallResponse): void {
    if (this.#isOver) return;
    if (this.#gate.isWritable) this.#answer(call, response);
    else this.#late.push([call, response]);
  }

  #giveLate(): void {
    let given = 0;
    while (!this.#isOver && this.#gate.isWritable) {
      const next = this.#late[given];
      if (next === undefined) break;
      given += 1;
      this.#answer(...next);
    }
    this.#late.splice(0, given);
  }

  #answer({ bytes, isLong }: Call, response: CallResponse): void {
    this.#answers.add(response);
    this.#gate.answered(bytes, true);
    if (isLong) this.#longReads.answered();
    this.#endWhenIdle();
  }

  /** A request that makes no sense: its client is not to be trusted with the next one. */
  #fail(thrown: unknown): void {
    if (this.#isOver) return;
    this.failed();
    this.#stream.abort(
      thrown instanceof RpcError ? thrown : new RpcError('internal', messageOf(thrown), { cause: thrown }),
    );
  }

  /** Goes on from a turn that is not the stream's. */
  #resume(work: () => void): void {
    const call = { path: coordinationService.call.path, stream: this.#stream, failed: () => this.failed() };
    resumeCall(this.#parts.platform.logger, call, work);
  }

  #endWhenIdle(): void {
    if (!this.#isEnding || this.#isOver || this.#gate.inFlight > 0) return;
    this.#answers.flush();
    this.failed();
    this.#stream.end();
  }
}

/** What a request keeps in memory until it is answered. */
function bytesOf({ ask }: CallRequest): number {
  if (ask?.kind === 'campaign') return ask.value.value.byteLength + requestBytes;
  if (ask?.kind !== 'transaction') return requestBytes;
  let bytes = requestBytes;
  for (const { operation } of [...ask.value.operations, ...ask.value.otherwise])
    bytes += operation?.kind === 'put' ? operation.value.value.byteLength : requestBytes;
  return bytes;
}

/** A small request and its bookkeeping. */
const requestBytes = 200;
