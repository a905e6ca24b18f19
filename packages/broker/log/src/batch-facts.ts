/** What the log notes of a batch, read from its header. The same for an append, a scan and a recovery. */
import {
  batchBaseOffset,
  batchBaseSequence,
  batchBaseTimestamp,
  batchEndOffset,
  batchHasDeleteHorizon,
  batchIsControl,
  batchIsTransactional,
  batchLastSequence,
  batchLeaderEpoch,
  batchMaxTimestamp,
  batchProducerEpoch,
  batchProducerId,
  batchTimestampType,
  TimestampType,
} from '@ottla/record-batch';
import type { EpochCache } from './epoch-cache.ts';
import type { ProducerBatch, ProducerStates } from './producer-states.ts';
import type { AbortedTransaction } from './read-outcome.ts';
import { readTransactionMarker } from './transaction-marker.ts';

/** The largest timestamp that the header admits. Clients exist that state a maximum below the base. */
export function largestTimestamp(bytes: Uint8Array, at: number): number {
  const max = batchMaxTimestamp(bytes, at);
  const hasOwnBase = batchHasDeleteHorizon(bytes, at) || batchTimestampType(bytes, at) === TimestampType.logAppendTime;
  return hasOwnBase ? max : Math.max(max, batchBaseTimestamp(bytes, at));
}

/** The producer fields of a batch that has a producer. */
export function producerFields(bytes: Uint8Array, at: number): ProducerBatch {
  return {
    producerId: batchProducerId(bytes, at),
    producerEpoch: batchProducerEpoch(bytes, at),
    baseSequence: batchBaseSequence(bytes, at),
    lastSequence: batchLastSequence(bytes, at),
    isTransactional: batchIsTransactional(bytes, at),
    timestampMs: batchMaxTimestamp(bytes, at),
  };
}

/** Epochs and producers learn of a batch whose offsets are assigned. Answers the transaction that it aborts, if it does. */
export function noteBatch(
  states: { readonly epochs: EpochCache; readonly producers: ProducerStates },
  bytes: Uint8Array,
  at: number,
  nowMs: number,
): AbortedTransaction | undefined {
  const startOffset = batchBaseOffset(bytes, at);
  states.epochs.note(batchLeaderEpoch(bytes, at), startOffset);
  if (batchProducerId(bytes, at) < 0) return undefined;
  if (batchIsControl(bytes, at)) return noteMarkerBatch(states.producers, bytes, at, nowMs);
  const place = { startOffset, endOffset: batchEndOffset(bytes, at), nowMs };
  states.producers.note(producerFields(bytes, at), place);
  return undefined;
}

function noteMarkerBatch(
  producers: ProducerStates,
  bytes: Uint8Array,
  at: number,
  nowMs: number,
): AbortedTransaction | undefined {
  const marker = readTransactionMarker(bytes, at);
  if (marker === undefined) return undefined;
  const startOffset = producers.noteMarker(marker, nowMs);
  if (startOffset === undefined || !marker.aborted) return undefined;
  const lastStableOffset = producers.firstOpenTransaction ?? marker.offset + 1;
  return {
    producerId: marker.producerId,
    startOffset: startOffset as never,
    markerOffset: marker.offset as never,
    lastStableOffset: lastStableOffset as never,
  };
}
