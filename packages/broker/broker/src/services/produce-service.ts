import { type Clock, type Compression, describeError, ErrorCode } from '@ottla/base';
import type { MetadataAccess } from '@ottla/metadata-core';
import {
  batchHeaderBytes,
  batchIsTransactional,
  batchMagic,
  batchMagic2,
  batchPrefixBytes,
  batchSizeBytes,
} from '@ottla/record-batch';
import type { Admission } from '../admission/admission.ts';
import type { Caller } from '../admission/principal.ts';
import { produceWaitMsMax } from '../limits.ts';
import type { RefusalMetrics } from '../measuring/refusal-metrics.ts';
import { findPartition, type PartitionLookup } from '../partitions/lookup.ts';
import type { Partition } from '../partitions/partition.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import { ParkedProduce } from '../waiting/parked-produce.ts';
import type { WaitingRoom } from '../waiting/waiting-room.ts';
import { keylessRecords } from './keyless-records.ts';
import type { ProducePartition, ProduceRequest, ProduceResult, RecordFault } from './produce-types.ts';
import { type Cancel, nothingToCancel } from './words.ts';

/** What the service stands on. */
export interface ProduceSurroundings {
  readonly clock: Clock;
  readonly compression: Compression;
  readonly metadata: MetadataAccess;
  readonly partitions: PartitionTable;
  readonly admission: Admission;
  readonly waiting: WaitingRoom;
  readonly refusals: RefusalMetrics;
}

/**
 * Appends clients' batches. All appends of a call happen before the call returns, in the order of the request, so callers
 * keep order by calling in order. The answer comes once: at once, or when every partition is as safe as was asked, or
 * when the time is over. Never answers UNKNOWN_SERVER_ERROR: clients take that as a reason to send again under a new id.
 */
export class ProduceService {
  readonly #around: ProduceSurroundings;

  constructor(around: ProduceSurroundings) {
    this.#around = around;
  }

  /** Results stand in the order of the request. `answer` may be called before this returns. */
  produce(caller: Caller, request: ProduceRequest, answer: (results: readonly ProduceResult[]) => void): Cancel {
    const { waiting } = this.#around;
    const waitMs = Math.min(Math.max(request.timeoutMs, 0), produceWaitMsMax);
    const parked = new ParkedProduce(waiting.after(waitMs), [], (done) => {
      waiting.leave(done);
      this.#measure(done.results);
      answer(done.results);
    });
    for (let slot = 0; slot < request.partitions.length; slot += 1) {
      const item = request.partitions[slot];
      if (item !== undefined) this.#produceOne({ caller, request, parked, slot }, item);
    }
    if (!parked.isOpen) {
      this.#measure(parked.results);
      answer(parked.results);
      return nothingToCancel;
    }
    parked.seal();
    waiting.enter(parked);
    return () => {
      waiting.leave(parked);
      parked.abandon();
    };
  }

  #measure(results: readonly ProduceResult[]): void {
    for (const { error } of results)
      if (error !== ErrorCode.NONE) this.#around.refusals.partitionFailed('Produce', error);
  }

  #produceOne(call: ProduceCall, item: ProducePartition): void {
    const found = this.#find(call, item);
    call.parked.results[call.slot] =
      found.partition === undefined ? refusal(found) : this.#append(call, found.partition, item);
  }

  #find(call: ProduceCall, item: ProducePartition): PartitionLookup {
    const found = findPartition(this.#around, item.topic, item.partition);
    if (found.topicName === undefined) return found;
    if (!this.#around.admission.authorize(call.caller, 'write', { kind: 'topic', name: found.topicName }))
      return { ...found, partition: undefined, error: ErrorCode.TOPIC_AUTHORIZATION_FAILED };
    if (found.partition !== undefined && !found.partition.isLeader)
      return { ...found, partition: undefined, error: ErrorCode.NOT_LEADER_OR_FOLLOWER };
    return found;
  }

  #append(call: ProduceCall, partition: Partition, item: ProducePartition): ProduceResult {
    const { request, parked, slot } = call;
    const error = this.#reasonAgainst(request, partition, item);
    if (error !== ErrorCode.NONE || item.batches === undefined) return failure(error);
    const keyless = partition.log.settings.compacted
      ? keylessRecords(item.batches, this.#around.compression)
      : noFaults;
    if (keyless.length > 0) return { ...failure(ErrorCode.INVALID_RECORD, keyless[0]?.message), recordFaults: keyless };
    const outcome = partition.append(item.batches, this.#around.clock.wallMs(), request.lease);
    this.#around.admission.writeBacklog.note(item.batches.length);
    if (outcome.kind === 'refused') return failure(safeCode(outcome.errorCode), outcome.message);
    const result: ProduceResult = {
      error: ErrorCode.NONE,
      message: '',
      baseOffset: outcome.startOffset,
      logAppendTimeMs: outcome.logAppendTimeMs,
      logStartOffset: outcome.logStartOffset,
      currentLeader: undefined,
    };
    parked.results[slot] = result;
    if (request.acks !== 'none') parked.opened(slot, partition);
    parked.named(slot, partition.settle(outcome, request.acks, parked, slot));
    return parked.results[slot] ?? result;
  }

  #reasonAgainst(request: ProduceRequest, partition: Partition, item: ProducePartition): ErrorCode {
    if (item.batches === undefined || !isAtMostOneBatch(item.batches)) return ErrorCode.INVALID_RECORD;
    if (request.transactionalId !== undefined || isTransactional(item.batches)) return ErrorCode.INVALID_TXN_STATE;
    if (request.acks !== 'none' && this.#around.waiting.isFull) return ErrorCode.REQUEST_TIMED_OUT;
    if (request.acks === 'all' && !partition.hasEnoughReplicas) return ErrorCode.NOT_ENOUGH_REPLICAS;
    return ErrorCode.NONE;
  }
}

const noFaults: readonly RecordFault[] = Object.freeze([]);

interface ProduceCall {
  readonly caller: Caller;
  readonly request: ProduceRequest;
  readonly parked: ParkedProduce;
  readonly slot: number;
}

/** Whether nothing stands behind the first batch, which is all that a produce may carry for a partition. The log checks the batch itself. */
function isAtMostOneBatch(bytes: Uint8Array): boolean {
  if (bytes.length < batchPrefixBytes) return bytes.length > 0;
  return batchSizeBytes(bytes, 0) >= bytes.length || batchSizeBytes(bytes, 0) < batchHeaderBytes;
}

/** Whether a batch claims to be of a transaction: nobody could ever end one, and readers of committed records would wait for ever. */
function isTransactional(bytes: Uint8Array): boolean {
  return bytes.length >= batchHeaderBytes && batchMagic(bytes, 0) === batchMagic2 && batchIsTransactional(bytes, 0);
}

/** The unspecific code would make clients send again under a new id; a storage error is what it can only mean here. */
function safeCode(code: number): ErrorCode {
  return code === ErrorCode.UNKNOWN_SERVER_ERROR ? ErrorCode.KAFKA_STORAGE_ERROR : (code as ErrorCode);
}

function refusal(found: PartitionLookup): ProduceResult {
  return { ...failure(found.error), currentLeader: found.currentLeader };
}

function failure(error: ErrorCode, message?: string): ProduceResult {
  return {
    error,
    message: message ?? describeError(error).sentence,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    currentLeader: undefined,
  };
}
