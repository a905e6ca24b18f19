/**
 * `Messages.Subscribe`: reads batches of a topic, unpacks them and sends plain messages. Reads on only when the stream
 * takes what was sent, so that a slow client holds back the server and not the other way round.
 *
 *   starting ── positions known ──▶ reading ⇄ sending ── stopAtEnd reached ──▶ ended
 */
import {
  ErrorCode,
  messageOf,
  RpcError,
  type RpcServerHandler,
  type RpcStream,
  type RpcStreamHandler,
  type Timer,
} from '@ottla/base';
import { batchIsControl, forEachBatch, RecordBatchError, RecordCursor, recordAt } from '@ottla/record-batch';
import { type Message, messagesService, type SubscribeRequest, type SubscribeResponse } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import {
  messagesInFlightDefault,
  messagesInFlightMax,
  subscriptionBytesMax,
  subscriptionWaitMs,
} from '../../limits.ts';
import type { FetchAnswer } from '../../services/fetch-types.ts';
import type { IsolationLevel } from '../../services/words.ts';
import { topicNamed } from '../../services/words.ts';
import { callerOf, type GrpcDoorParts } from './door-parts.ts';
import { resumeCall } from './guarded.ts';
import { costOfRead, costOfRequest, costOfWork } from './quota-costs.ts';
import { startPositions } from './start-positions.ts';
import { WaitingRequests } from './waiting-requests.ts';
import { failureOf } from './words.ts';

/** Serves the call. */
export function subscribe(parts: GrpcDoorParts): RpcServerHandler<SubscribeRequest, SubscribeResponse> {
  return (stream, call) => new Subscription(parts, stream, callerOf(parts, call));
}

class Subscription implements RpcStreamHandler<SubscribeRequest> {
  readonly #parts: GrpcDoorParts;
  readonly #stream: RpcStream<SubscribeResponse>;
  readonly #caller: Caller;
  #request: SubscribeRequest | undefined;
  #positions = new Map<number, number>();
  /** With stopAtEnd: where each partition ended when the call was accepted. */
  #ends: ReadonlyMap<number, number> | undefined;
  #ready: Message[] = [];
  #sent = 0;
  #writable = true;
  readonly #reading = new WaitingRequests();
  /** A reading is under way, or what it found is about to be sent. */
  #busy = false;
  #throttle: Timer | undefined;
  #over = false;

  constructor(parts: GrpcDoorParts, stream: RpcStream<SubscribeResponse>, caller: Caller) {
    this.#parts = parts;
    this.#stream = stream;
    this.#caller = caller;
  }

  message(request: SubscribeRequest): void {
    if (this.#request !== undefined) return;
    this.#request = request;
    this.#parts.metrics.api('Subscribe').requests.add(1);
    const begin = (): void => {
      this.#begin(request).catch((error: unknown) => {
        this.#fail(rpcErrorOf(error));
      });
    };
    const throttleMs = costOfRequest(this.#parts, this.#caller);
    if (throttleMs === 0) begin();
    else this.#throttle = this.#parts.platform.timers.after(throttleMs, begin);
  }

  drained(): void {
    this.#writable = true;
    this.#goOn();
  }

  ended(): void {
    // A server stream: the client has said all it will say.
  }

  /** The server goes away. */
  closing(): void {
    this.#reading.cancelAll();
    this.#fail(new RpcError('unavailable', 'The node is shut down; subscribe again behind the last message.'));
  }

  failed(): void {
    this.#over = true;
    this.#throttle?.cancel();
    this.#reading.cancelAll();
  }

  async #begin(request: SubscribeRequest): Promise<void> {
    if (this.#parts.partitionCount(request.topic) === undefined)
      await this.#parts.makeTopics(this.#caller, [request.topic]);
    const { positions, ends } = await startPositions(this.#parts, this.#caller, request);
    this.#positions = positions;
    if (request.stopAtEnd) this.#ends = ends;
    this.#goOn();
  }

  /** Sends what is ready while the stream takes it, then reads more. */
  #goOn(): void {
    if (this.#over || this.#request === undefined) return;
    const most = inFlightOf(this.#request);
    while (this.#writable && this.#sent < this.#ready.length) {
      const messages = this.#ready.slice(this.#sent, this.#sent + most);
      this.#sent += messages.length;
      this.#writable = this.#stream.write({ messages });
    }
    if (!this.#writable || this.#busy) return;
    this.#ready = [];
    this.#sent = 0;
    if (this.#isAtEnd()) this.#end();
    else this.#read(this.#request);
  }

  #read(request: SubscribeRequest): void {
    this.#followNewPartitions(request);
    const isolation: IsolationLevel = request.readCommitted ? 'readCommitted' : 'readUncommitted';
    const wanted = [...this.#positions].filter(
      ([partition, position]) => position < (this.#ends?.get(partition) ?? Infinity),
    );
    const fetch = {
      maxWaitMs: subscriptionWaitMs,
      minBytes: 1,
      bytesMax: subscriptionBytesMax,
      isolation,
      partitions: wanted.map(([partition, fetchOffset]) => ({
        topic: topicNamed(request.topic),
        partition,
        fetchOffset,
        bytesMax: subscriptionBytesMax,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
      })),
    };
    this.#busy = true;
    this.#reading.begin((finished) =>
      this.#parts.services.fetch.fetch(this.#caller, fetch, (answer) => {
        finished();
        this.#resume(() => {
          this.#take(
            fetch.partitions.map(({ partition }) => partition),
            answer,
          );
        });
      }),
    );
  }

  #take(partitions: readonly number[], answer: FetchAnswer): void {
    this.#parts.services.fetch.release(answer.heldBytes);
    this.#parts.metrics.sent(answer.bytes);
    if (this.#over) return;
    const workMs = costOfWork(this.#parts, this.#caller, () => this.#unpackAll(partitions, answer));
    this.#goOnLater(Math.max(workMs, costOfRead(this.#parts, this.#caller, answer.bytes)));
  }

  /** Makes messages of what was read, or ends the call. */
  #unpackAll(partitions: readonly number[], answer: FetchAnswer): void {
    try {
      for (const [slot, partition] of partitions.entries()) {
        const result = answer.results[slot];
        if (result === undefined) continue;
        if (result.error !== ErrorCode.NONE) throw failureOf(result.error, sentenceFor(result.error, partition));
        for (const chunk of result.chunks) this.#unpack(partition, chunk);
      }
    } catch (error) {
      this.#fail(rpcErrorOf(error));
    }
  }

  /** Not from inside the fetch service's call, and never deeper with every answer; over a quota the next reading waits. */
  #goOnLater(throttleMs: number): void {
    if (this.#over) return;
    const { timers } = this.#parts.platform;
    const goOn = (isFree: boolean): void => {
      this.#resume(() => {
        if (isFree) this.#busy = false;
        this.#goOn();
      });
    };
    timers.soon(() => {
      goOn(throttleMs === 0);
    });
    if (throttleMs === 0) return;
    this.#throttle = timers.after(throttleMs, () => {
      goOn(true);
    });
  }

  /** Goes on from a turn that is not the stream's. */
  #resume(work: () => void): void {
    const call = { path: messagesService.subscribe.path, stream: this.#stream, failed: () => this.failed() };
    resumeCall(this.#parts.platform.logger, call, work);
  }

  #unpack(partition: number, chunk: Uint8Array): void {
    const topic = this.#request?.topic ?? '';
    forEachBatch(chunk, (at) => {
      const cursor = new RecordCursor(chunk, at, { compression: this.#parts.platform.compression });
      const control = batchIsControl(chunk, at);
      while (cursor.next()) {
        const position = this.#positions.get(partition) ?? 0;
        if (cursor.offset < position) continue;
        this.#positions.set(partition, cursor.offset + 1);
        if (!control) this.#ready.push(messageOfRecord(topic, partition, recordAt(cursor)));
      }
    });
  }

  #followNewPartitions(request: SubscribeRequest): void {
    if (request.partitions.length > 0 || this.#ends !== undefined) return;
    const count = this.#parts.partitionCount(request.topic) ?? 0;
    for (let partition = 0; partition < count; partition += 1) {
      if (!this.#positions.has(partition)) this.#positions.set(partition, 0);
    }
  }

  #isAtEnd(): boolean {
    if (this.#ends === undefined) return false;
    for (const [partition, end] of this.#ends) if ((this.#positions.get(partition) ?? 0) < end) return false;
    return true;
  }

  #end(): void {
    this.#over = true;
    this.#throttle?.cancel();
    this.#stream.end();
  }

  #fail(error: RpcError): void {
    if (this.#over) return;
    this.#over = true;
    this.#throttle?.cancel();
    this.#stream.abort(error);
  }
}

function messageOfRecord(topic: string, partition: number, record: ReturnType<typeof recordAt>): Message {
  return {
    topic,
    partition,
    offset: record.offset,
    timestampMs: record.timestampMs,
    key: record.key ?? undefined,
    value: record.value ?? undefined,
    headers: record.headers.map(({ key, value }) => ({ key, value: value ?? undefined })),
  };
}

function inFlightOf(request: SubscribeRequest): number {
  if (request.maxInFlight <= 0) return messagesInFlightDefault;
  return Math.min(request.maxInFlight, messagesInFlightMax);
}

function sentenceFor(error: ErrorCode, partition: number): string {
  if (error !== ErrorCode.OFFSET_OUT_OF_RANGE) return '';
  return `the position in partition ${partition} is not in the log (any more); subscribe again from the earliest message`;
}

function rpcErrorOf(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof RecordBatchError)
    return new RpcError('dataLoss', error.message, { cause: error, kafkaCode: ErrorCode.CORRUPT_MESSAGE });
  return new RpcError('internal', messageOf(error), { cause: error });
}
