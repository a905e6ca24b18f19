/** When the active segment is closed and the next one begins. The new file is made by the writer; appends go on meanwhile. */
import type { GroupWriter } from './group-writer.ts';
import { RELATIVE_OFFSET_MAX } from './limits.ts';
import type { LogCore } from './log-core.ts';
import { newSegment } from './segment.ts';

const indexEntryBytes = 8;

/** What is to be appended. */
export interface NextAppend {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly bytes: number;
  readonly nowMs: number;
}

/** Whether the append has to go into a new segment. */
export function mustRoll(core: LogCore, append: NextAppend): boolean {
  const { active, settings } = core;
  if (append.endOffset - 1 - active.baseOffset > RELATIVE_OFFSET_MAX) return append.startOffset > active.baseOffset;
  if (active.sizeBytes === 0) return false;
  if (active.sizeBytes + append.bytes > settings.segmentBytes) return true;
  if (active.firstAppendMs >= 0 && append.nowMs - active.firstAppendMs >= settings.segmentMs) return true;
  return ((active.index?.offsets.count ?? 0) + 1) * indexEntryBytes > settings.segmentIndexBytes;
}

/** Begins a new segment at `startOffset` and asks for a checkpoint, which closes the old one when its bytes are synced. */
export function rollSegment(core: LogCore, writer: GroupWriter, startOffset: number): void {
  core.segments.push(newSegment(startOffset));
  writer.wantCheckpoint();
  core.shared.ports.logger.debug('segment.rolled', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    baseOffset: startOffset,
  });
}
