/**
 * Writes an image as a snapshot, a few records in each turn of the event loop: the image does not change while it is
 * being written, so the rest of the node goes on meanwhile.
 */
import type { Timers } from '@ottla/base';
import { encodeRecords, type MetadataImage, type MetadataRecord, snapshotRecords } from '@ottla/metadata-core';
import { snapshotRecordsPerTurn } from '../limits.ts';

/** The pieces of the snapshot, once all are written; undefined when `isOver` said so in between. */
export function writeSnapshot(
  image: MetadataImage,
  timers: Timers,
  isOver: () => boolean,
): Promise<readonly Uint8Array[] | undefined> {
  const records = snapshotRecords(image);
  const pieces: Uint8Array[] = [];
  return new Promise((resolve) => {
    const turn = (): void => {
      if (isOver()) {
        resolve(undefined);
        return;
      }
      const some = take(records, snapshotRecordsPerTurn);
      if (some.length > 0 || pieces.length === 0) pieces.push(encodeRecords(some));
      if (some.length < snapshotRecordsPerTurn) resolve(pieces);
      else timers.soon(turn);
    };
    timers.soon(turn);
  });
}

function take(records: Iterator<MetadataRecord>, count: number): MetadataRecord[] {
  const taken: MetadataRecord[] = [];
  while (taken.length < count) {
    const next = records.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}
