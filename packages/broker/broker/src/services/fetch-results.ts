import { ErrorCode, type Lease, type Offset } from '@ottla/base';
import type { ReadBatches } from '@ottla/log';
import type { Partition } from '../partitions/partition.ts';
import type { FetchedAbort, FetchPartition, FetchResult } from './fetch-types.ts';
import type { CurrentLeader, IsolationLevel } from './words.ts';

/** What to read of a partition, once its bounds are known. */
export interface Reading {
  readonly startOffset: Offset;
  readonly endOffsetMax: Offset;
}

const none: readonly Uint8Array[] = Object.freeze([]);
const noLeases: readonly Lease[] = Object.freeze([]);

/** Where to read, or the result that makes reading needless: a wrong epoch, a branch that was cut. */
export function readingAt(
  partition: Partition,
  item: FetchPartition,
  isolation: IsolationLevel,
): Reading | FetchResult {
  const error = partition.checkEpoch(item.currentLeaderEpoch);
  if (error !== ErrorCode.NONE) return failedFetch(error, partition.currentLeader, partition);
  const reading = { startOffset: item.fetchOffset as Offset, endOffsetMax: partition.readEnd(isolation) };
  if (item.lastFetchedEpoch < 0) return reading;
  const end = partition.log.endOffsetForEpoch(item.lastFetchedEpoch as typeof partition.leaderEpoch);
  if (end.leaderEpoch < 0 || end.endOffset < 0) return failedFetch(ErrorCode.OFFSET_OUT_OF_RANGE, undefined, partition);
  if (end.leaderEpoch >= item.lastFetchedEpoch && end.endOffset >= item.fetchOffset) return reading;
  const divergingEpoch = { epoch: end.leaderEpoch, endOffset: end.endOffset };
  return { ...foundFetch(partition, undefined, undefined), divergingEpoch };
}

/** A partition that could be read, with what was found. */
export function foundFetch(
  partition: Partition,
  found: ReadBatches | undefined,
  abortedTransactions: readonly FetchedAbort[] | undefined,
  startOffset?: Offset,
): FetchResult {
  return {
    error: ErrorCode.NONE,
    highWatermark: partition.highWatermark,
    lastStableOffset: partition.readEnd('readCommitted'),
    logStartOffset: partition.log.startOffset,
    chunks: found?.chunks ?? none,
    leases: found?.leases ?? noLeases,
    bytes: found?.bytes ?? 0,
    messages: found === undefined ? 0 : found.nextOffset - (startOffset ?? found.nextOffset),
    traffic: partition.traffic,
    abortedTransactions,
    currentLeader: undefined,
    divergingEpoch: undefined,
  };
}

/** A partition that could not be read. Bounds are told where the partition is here. */
export function failedFetch(error: ErrorCode, currentLeader?: CurrentLeader, partition?: Partition): FetchResult {
  return {
    error,
    highWatermark: partition?.highWatermark ?? -1,
    lastStableOffset: partition?.readEnd('readCommitted') ?? -1,
    logStartOffset: partition?.log.startOffset ?? -1,
    chunks: none,
    leases: noLeases,
    bytes: 0,
    messages: 0,
    traffic: undefined,
    abortedTransactions: undefined,
    currentLeader,
    divergingEpoch: undefined,
  };
}
