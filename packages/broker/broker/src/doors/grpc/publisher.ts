/**
 * Publishes plain records: makes unknown topics where that is allowed, packs, produces, and says what became of each
 * record. A failed record does not hold up the others.
 */
import { ErrorCode } from '@ottla/base';
import { type PublishRecord, type PublishResult, Acks as WireAcks } from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import { publishWaitMs } from '../../limits.ts';
import type { ProduceResult } from '../../services/produce-types.ts';
import type { Cancel } from '../../services/words.ts';
import type { GrpcDoorParts, MadeTopics } from './door-parts.ts';
import { type PackedBatch, packRecords, type Unpacked } from './packer.ts';
import { itemError } from './words.ts';

/** Records to publish for a caller. */
export interface Publication {
  readonly caller: Caller;
  readonly records: readonly PublishRecord[];
  readonly acks: WireAcks;
  /** Why topics could not be made that were missing. */
  readonly made?: MadeTopics;
}

export class Publisher {
  readonly #parts: GrpcDoorParts;
  #sticky = 0;

  constructor(parts: GrpcDoorParts) {
    this.#parts = parts;
  }

  /** Names of topics that must be made before these records can be published; mostly none. */
  missingTopics(records: readonly PublishRecord[]): readonly string[] {
    const missing = new Set<string>();
    for (const { topic } of records) if (this.#parts.partitionCount(topic) === undefined) missing.add(topic);
    return [...missing];
  }

  /**
   * Appends everything now, in order. `done` is called once all results are known, from the log's turn, and asks for them
   * in its own: they stand in the order of the records.
   */
  publish(publication: Publication, done: (results: () => readonly PublishResult[]) => void): Cancel {
    const { caller, records, acks } = publication;
    this.#sticky = (this.#sticky + 1) & 0x3fffffff;
    const { batches, unpacked } = packRecords(this.#parts, records, this.#sticky);
    const results: PublishResult[] = [];
    for (const item of unpacked) results[item.slot] = unpackedResult(publication, item);
    if (batches.length === 0) {
      done(() => results);
      return () => undefined;
    }
    const request = {
      acks: acks === WireAcks.leader ? ('leader' as const) : ('all' as const),
      timeoutMs: publishWaitMs,
      transactionalId: undefined,
      partitions: batches,
    };
    return this.#parts.services.produce.produce(caller, request, (produced) => {
      done(() => {
        for (const [index, batch] of batches.entries()) takeResults(results, records, batch, produced[index]);
        return results;
      });
    });
  }
}

function takeResults(
  results: PublishResult[],
  records: readonly PublishRecord[],
  batch: PackedBatch,
  produced: ProduceResult | undefined,
): void {
  for (const [index, { slot, timestampMs }] of batch.places.entries()) {
    const failed = produced === undefined || produced.error !== ErrorCode.NONE;
    results[slot] = {
      id: records[slot]?.id ?? 0,
      topic: batch.topicName,
      partition: batch.partition,
      offset: failed ? -1 : produced.baseOffset + index,
      timestampMs: failed ? -1 : produced.logAppendTimeMs >= 0 ? produced.logAppendTimeMs : timestampMs,
      error:
        produced === undefined ? itemError(ErrorCode.REQUEST_TIMED_OUT) : itemError(produced.error, produced.message),
    };
  }
}

function unpackedResult(publication: Publication, item: Unpacked): PublishResult {
  const record = publication.records[item.slot];
  const why = item.message === '' ? publication.made?.get(record?.topic ?? '') : undefined;
  const reason = why === undefined || why.code === ErrorCode.NONE ? undefined : why;
  return {
    id: record?.id ?? 0,
    topic: record?.topic ?? '',
    partition: -1,
    offset: -1,
    timestampMs: -1,
    error: reason === undefined ? itemError(item.error, item.message) : itemError(reason.code, reason.message),
  };
}
