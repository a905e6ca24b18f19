/** `Log.Fetch`: raw batches out. Several requests of a stream may wait side by side; each is answered when it is done. */
import { type RpcServerHandler, type RpcStream, type RpcStreamHandler, releaseAll } from '@ottla/base';
import { type FetchRequest, type FetchResponse, logService, type FetchPartition as WirePartition } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { ApiMeter, RequestTiming } from '../../measuring/request-metrics.ts';
import { boundsWithin } from '../../services/fetch-bounds.ts';
import type { FetchAnswer, FetchResult } from '../../services/fetch-types.ts';
import { joined } from './bytes.ts';
import { callerOf, type GrpcDoorParts } from './door-parts.ts';
import { resumeCall } from './guarded.ts';
import { costOfFetched, costOfRequest, costOfWork, fetchableBytes } from './quota-costs.ts';
import { ReadingGate } from './reading-gate.ts';
import { WaitingRequests } from './waiting-requests.ts';
import { isolationOf, itemError, leaderOf, topicReference } from './words.ts';

/** The answer to a client that is over its quota before anything is read. */
const nothingGiven: FetchAnswer = { isWithheld: true, results: [], bytes: 0, heldBytes: 0, leases: [] };

/** Serves the stream. */
export function fetchStream(parts: GrpcDoorParts): RpcServerHandler<FetchRequest, FetchResponse> {
  return (stream, call) => new FetchStream(parts, stream, callerOf(parts, call));
}

class FetchStream implements RpcStreamHandler<FetchRequest> {
  readonly #parts: GrpcDoorParts;
  readonly #stream: RpcStream<FetchResponse>;
  readonly #caller: Caller;
  readonly #gate: ReadingGate;
  readonly #meter: ApiMeter;
  readonly #waiting = new WaitingRequests();
  /** Response memory of answers that were written and may still lie in the stream. */
  #undrainedBytes = 0;
  #ending = false;
  #over = false;

  constructor(parts: GrpcDoorParts, stream: RpcStream<FetchResponse>, caller: Caller) {
    this.#parts = parts;
    this.#stream = stream;
    this.#caller = caller;
    this.#gate = new ReadingGate(stream, parts);
    this.#meter = parts.metrics.api('Fetch');
  }

  message(request: FetchRequest): void {
    // The stream ends: what comes in late is not begun, and the client asks another node.
    if (this.#ending) return;
    this.#gate.throttle(costOfWork(this.#parts, this.#caller, () => this.#begin(request)));
  }

  #begin(request: FetchRequest): void {
    this.#gate.entered(0);
    this.#gate.throttle(costOfRequest(this.#parts, this.#caller));
    const timing = this.#parts.metrics.begin(this.#meter, 0);
    if (this.#mayGive(0)) this.#fetch(request, timing);
    else this.#answer(request, nothingGiven, timing);
    timing.handled();
  }

  #fetch(request: FetchRequest, timing: RequestTiming): void {
    const bounds = { minBytes: request.minBytes, bytesMax: request.maxBytes };
    const inner = {
      maxWaitMs: request.maxWaitMs,
      ...boundsWithin(fetchableBytes(this.#parts, this.#caller), bounds),
      mayGive: (bytes: number) => this.#mayGive(bytes),
      isolation: isolationOf(request.isolationLevel),
      partitions: request.partitions.map((item) => ({
        topic: topicReference(item.topic, item.topicId),
        partition: item.partition,
        fetchOffset: item.fetchOffset,
        bytesMax: item.partitionMaxBytes,
        currentLeaderEpoch: item.currentLeaderEpoch,
        lastFetchedEpoch: item.lastFetchedEpoch,
      })),
    };
    this.#waiting.begin((finished) =>
      this.#parts.services.fetch.fetch(this.#caller, inner, (answer) => {
        finished();
        this.#resume(() => this.#answer(request, answer, timing));
      }),
    );
  }

  /** False over the quota: the client is told nothing now, and asks again for the same when it is read again. */
  #mayGive(bytes: number): boolean {
    const throttleMs = costOfFetched(this.#parts, this.#caller, bytes);
    this.#gate.throttle(throttleMs);
    return throttleMs === 0;
  }

  drained(): void {
    this.#release();
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
    this.#release();
    this.#gate.close();
  }

  #answer(request: FetchRequest, answer: FetchAnswer, timing: RequestTiming): void {
    timing.answered();
    this.#parts.metrics.sent(answer.bytes);
    this.#undrainedBytes += answer.heldBytes;
    if (this.#over) {
      this.#release();
      releaseAll(answer.leases);
      return;
    }
    const partitions: FetchResponse['partitions'][number][] = [];
    const leases = [...answer.leases];
    for (const [slot, item] of request.partitions.entries()) {
      const result = answer.results[slot];
      if (result === undefined || !hasNews(item, result)) continue;
      const batches = joined(this.#parts.platform.buffers, result.chunks, result.bytes);
      if (batches.lease !== undefined) leases.push(batches.lease);
      partitions.push(wireResult(item, result, batches.bytes));
    }
    // The batches are sent from where they lie.
    const writable = this.#stream.write({ correlationId: request.correlationId, partitions }, () => releaseAll(leases));
    if (writable) this.#release();
    this.#gate.answered(0, writable);
    this.#endWhenIdle();
  }

  /** Goes on from a turn that is not the stream's. */
  #resume(work: () => void): void {
    const call = { path: logService.fetch.path, stream: this.#stream, failed: () => this.failed() };
    resumeCall(this.#parts.platform.logger, call, work);
  }

  #release(): void {
    this.#parts.services.fetch.release(this.#undrainedBytes);
    this.#undrainedBytes = 0;
  }

  #endWhenIdle(): void {
    if (!this.#ending || this.#over || this.#gate.inFlight > 0) return;
    this.#over = true;
    this.#release();
    this.#gate.close();
    this.#stream.end();
  }
}

/** A reader that stands at the high watermark learns nothing from hearing so again. */
function hasNews(item: WirePartition, result: FetchResult): boolean {
  return (
    result.error !== 0 ||
    result.bytes > 0 ||
    result.divergingEpoch !== undefined ||
    result.highWatermark !== item.fetchOffset
  );
}

function wireResult(
  item: WirePartition,
  result: FetchResult,
  batches: Uint8Array,
): FetchResponse['partitions'][number] {
  return {
    topic: item.topic,
    topicId: item.topicId,
    partition: item.partition,
    error: itemError(result.error),
    highWatermark: result.highWatermark,
    lastStableOffset: result.lastStableOffset,
    logStartOffset: result.logStartOffset,
    abortedTransactions: result.abortedTransactions ?? [],
    batches,
    currentLeader: leaderOf(result.currentLeader),
    divergingEpoch: result.divergingEpoch,
  };
}
