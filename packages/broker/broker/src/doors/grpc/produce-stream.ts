/** `Log.Produce`: opaque batches in, offsets out. No record is looked at here. */
import { ErrorCode, type Lease, type RpcServerHandler, type RpcStream, type RpcStreamHandler } from '@ottla/base';
import { logService, type ProducePartition, type ProduceRequest, type ProduceResponse } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { ApiMeter, RequestTiming } from '../../measuring/request-metrics.ts';
import type { ProduceResult } from '../../services/produce-types.ts';
import { callerOf, type GrpcDoorParts } from './door-parts.ts';
import { resumeCall } from './guarded.ts';
import { costOfProduced, costOfWork } from './quota-costs.ts';
import { ReadingGate } from './reading-gate.ts';
import { WaitingRequests } from './waiting-requests.ts';
import { acksOf, itemError, leaderOf, topicReference } from './words.ts';

/** Serves the stream. */
export function produceStream(parts: GrpcDoorParts): RpcServerHandler<ProduceRequest, ProduceResponse> {
  return (stream, call) => new ProduceStream(parts, stream, callerOf(parts, call));
}

interface Asked {
  readonly request: ProduceRequest;
  readonly bytes: number;
  readonly timing: RequestTiming;
}

class ProduceStream implements RpcStreamHandler<ProduceRequest> {
  readonly #parts: GrpcDoorParts;
  readonly #stream: RpcStream<ProduceResponse>;
  readonly #caller: Caller;
  readonly #gate: ReadingGate;
  readonly #meter: ApiMeter;
  readonly #waiting = new WaitingRequests();
  #ending = false;
  #over = false;

  constructor(parts: GrpcDoorParts, stream: RpcStream<ProduceResponse>, caller: Caller) {
    this.#parts = parts;
    this.#stream = stream;
    this.#caller = caller;
    this.#gate = new ReadingGate(stream, parts);
    this.#meter = parts.metrics.api('Produce');
  }

  /** All that is appended is appended before this returns, and the log holds the memory of what it keeps. */
  message(request: ProduceRequest, lease?: Lease): void {
    // The stream ends: what comes in late is not begun, and the client asks another node.
    if (this.#ending) return;
    this.#gate.throttle(costOfWork(this.#parts, this.#caller, () => this.#begin(request, lease)));
  }

  #begin(request: ProduceRequest, lease: Lease | undefined): void {
    const bytes = request.partitions.reduce((sum, partition) => sum + partition.batches.length, 0);
    this.#gate.entered(bytes);
    this.#gate.throttle(costOfProduced(this.#parts, this.#caller, bytes));
    const asked = { request, bytes, timing: this.#parts.metrics.begin(this.#meter, bytes) };
    const acks = acksOf(request.acks);
    if (acks === undefined) {
      this.#answer(asked, request.partitions.map(refusedAcks));
      return;
    }
    const inner = {
      acks,
      timeoutMs: request.timeoutMs,
      transactionalId: request.transactionalId,
      lease,
      partitions: request.partitions.map((item) => ({
        topic: topicReference(item.topic, item.topicId),
        partition: item.partition,
        batches: item.batches,
      })),
    };
    this.#waiting.begin((finished) =>
      this.#parts.services.produce.produce(this.#caller, inner, (results) => {
        finished();
        this.#resume(() => this.#answer(asked, acks === 'none' ? results.map(withoutOffsets) : results));
      }),
    );
    asked.timing.handled();
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
    this.#gate.close();
  }

  #answer({ request, bytes, timing }: Asked, results: readonly ProduceResult[]): void {
    timing.answered();
    if (this.#over) return;
    const partitions = request.partitions.map((item, slot) => wireResult(item, results[slot]));
    const writable = this.#stream.write({ correlationId: request.correlationId, partitions });
    this.#gate.answered(bytes, writable);
    this.#endWhenIdle();
  }

  /** Goes on from a turn that is not the stream's. */
  #resume(work: () => void): void {
    const call = { path: logService.produce.path, stream: this.#stream, failed: () => this.failed() };
    resumeCall(this.#parts.platform.logger, call, work);
  }

  #endWhenIdle(): void {
    if (!this.#ending || this.#over || this.#gate.inFlight > 0) return;
    this.#over = true;
    this.#gate.close();
    this.#stream.end();
  }
}

function wireResult(item: ProducePartition, result: ProduceResult | undefined): ProduceResponse['partitions'][number] {
  return {
    topic: item.topic,
    topicId: item.topicId,
    partition: item.partition,
    error: result === undefined ? undefined : itemError(result.error, result.message),
    baseOffset: result?.baseOffset ?? -1,
    logAppendTimeMs: result?.logAppendTimeMs ?? -1,
    logStartOffset: result?.logStartOffset ?? -1,
    currentLeader: leaderOf(result?.currentLeader),
    recordErrors: (result?.recordFaults ?? []).map(({ index, message }) => ({ batchIndex: index, message })),
  };
}

/** With acks=0 nothing is promised, so nothing is said about offsets. */
function withoutOffsets(result: ProduceResult): ProduceResult {
  return { ...result, baseOffset: -1, logAppendTimeMs: -1 };
}

function refusedAcks(): ProduceResult {
  return {
    error: ErrorCode.INVALID_REQUIRED_ACKS,
    message: 'acks must be -1 (all in-sync replicas), 1 (the leader) or 0 (nobody)',
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    currentLeader: undefined,
  };
}
