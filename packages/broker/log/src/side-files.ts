/** The side files of one log, each with its shape: partition file, leader epochs, producer snapshots. */
import { EpochCache } from './epoch-cache.ts';
import { type ProducerSnapshot, ProducerStates } from './producer-states.ts';
import type { FlushPolicy } from './settings.ts';
import { asObject, isInteger, isIntegerRows, type SideFileFormat } from './side-file.ts';

/**
 * Whose log this is and what of it is on stable storage. Everything below `recoveryOffset` was synced before the file was
 * written (INV-PLOG-3).
 */
export interface PartitionFile {
  readonly topicId: string;
  readonly partition: number;
  readonly startOffset: number;
  readonly recoveryOffset: number;
  /** Base offset of the segment in which recovery starts, and the position in it. */
  readonly recoverySegment: number;
  readonly recoveryPosition: number;
  /** The policy under which bytes behind the checkpoint may have been written. */
  readonly flushPolicy: FlushPolicy;
  /** Offset of the producer snapshot that belongs to the checkpoint, -1 when there were no producers. */
  readonly snapshotOffset: number;
  /** See `segmentRow` for the columns. */
  readonly segments: readonly (readonly number[])[];
}

/** Columns of a segment's row. */
export const segmentColumns = 8;

export const partitionFormat: SideFileFormat<PartitionFile> = {
  name: 'ottla-partition',
  version: 1,
  parse: parsePartition,
};

export const epochFormat: SideFileFormat<EpochCache> = {
  name: 'ottla-leader-epochs',
  version: 1,
  parse: (value) => (isIntegerRows(value, 2) ? EpochCache.of(value) : undefined),
};

export const snapshotFormat: SideFileFormat<ProducerStates> = {
  name: 'ottla-producers',
  version: 1,
  parse: (value) => {
    const snapshot = parseSnapshot(value);
    return snapshot === undefined ? undefined : ProducerStates.fromSnapshot(snapshot);
  },
};

function parsePartition(value: unknown): PartitionFile | undefined {
  const fields = asObject(value);
  if (fields === undefined) return undefined;
  const topicId = fields.get('topicId');
  const partition = fields.get('partition');
  const flushPolicy = fields.get('flushPolicy');
  const segments = fields.get('segments');
  const startOffset = fields.get('startOffset');
  const recoveryOffset = fields.get('recoveryOffset');
  const recoverySegment = fields.get('recoverySegment');
  const recoveryPosition = fields.get('recoveryPosition');
  const snapshotOffset = fields.get('snapshotOffset');
  if (typeof topicId !== 'string' || !isInteger(partition, 0)) return undefined;
  if (flushPolicy !== 'group' && flushPolicy !== 'os') return undefined;
  if (!isInteger(startOffset, 0) || !isInteger(recoveryOffset, 0) || !isInteger(recoverySegment, 0)) return undefined;
  if (!isInteger(recoveryPosition, 0) || !isInteger(snapshotOffset, -1)) return undefined;
  if (!isIntegerRows(segments, segmentColumns)) return undefined;
  return {
    topicId,
    partition,
    startOffset,
    recoveryOffset,
    recoverySegment,
    recoveryPosition,
    flushPolicy,
    snapshotOffset,
    segments,
  };
}

/** The state of producers of a value that has its shape, else undefined. */
export function parseSnapshot(value: unknown): ProducerSnapshot | undefined {
  const fields = asObject(value);
  const hasForgotten = fields?.get('hasForgotten');
  const producers = fields?.get('producers');
  if (typeof hasForgotten !== 'boolean' || !Array.isArray(producers)) return undefined;
  const parsed: { of: readonly number[]; batches: readonly (readonly number[])[] }[] = [];
  for (const producer of producers as unknown[]) {
    const entry = asObject(producer);
    const of = entry?.get('of');
    const batches = entry?.get('batches');
    if (!isIntegerRows([of], 5) || !isIntegerRows(batches, 5)) return undefined;
    parsed.push({ of: of as readonly number[], batches });
  }
  return { hasForgotten, producers: parsed };
}
