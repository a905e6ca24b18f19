/**
 * What a log does when its disk fails it. A failed sync is never tried again, and a failed write never written over: the log
 * stops with what was durable (fail stop). A full volume is different: nothing of the group counts, the file is cut back,
 * and the log goes on when there is room.
 */
import { FileSystemError, messageOf, type Offset } from '@ottla/base';
import { cutLogAt } from './cut.ts';
import type { GroupWriter } from './group-writer.ts';
import { SPACE_RESUME_BYTES } from './limits.ts';
import type { LogCore } from './log-core.ts';

/** Whether the volume of the file is full. */
export function isNoSpace(error: unknown): boolean {
  return error instanceof FileSystemError && error.code === 'noSpace';
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
}

/**
 * Stops the log for good: its end is the durable end, and nothing is written any more. Also while it is being closed: what is
 * queued behind a write that failed must not be written.
 */
export function failLog(core: LogCore, writer: GroupWriter, thrown: unknown): void {
  if (core.state === 'failed') return;
  const error = asError(thrown);
  core.state = 'failed';
  core.trouble = error;
  writer.drop();
  dropUndurable(core);
  core.shared.ports.logger.error('log.failed', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    durableEndOffset: core.durableEndOffset,
    reason: error.message,
  });
  core.listener.onFailed(core.durableEndOffset as Offset, error);
}

/** In memory the log ends where it is durable. */
function dropUndurable(core: LogCore): void {
  const end = core.durableEndOffset;
  while (core.segments.length > 1 && core.active.baseOffset >= end) {
    // Nothing that counts was written through it, so a failing close loses nothing.
    void core.segments
      .pop()
      ?.file?.close()
      .catch(() => undefined);
  }
  const { active } = core;
  const bytes = active.syncedEndOffset === end ? active.syncedBytes : active.writtenBytes;
  active.settle(bytes, Math.max(end, active.baseOffset));
  moveEnd(core, end);
  core.epochs.cutAt(end);
}

function moveEnd(core: LogCore, end: number): void {
  core.tail.cutAt(end);
  core.ahead?.clear();
  core.endOffset = end;
  core.writtenEndOffset = end;
  core.syncedEndOffset = Math.min(core.syncedEndOffset, end);
  core.durableEndOffset = Math.min(core.durableEndOffset, end);
}

/** A write met a full volume: takes the end back to what was written before, and cuts the file there. */
export async function rewindAfterNoSpace(core: LogCore, writer: GroupWriter, thrown: unknown): Promise<void> {
  const error = asError(thrown);
  const end = core.writtenEndOffset;
  core.state = 'noSpace';
  core.trouble = error;
  core.rewinding = true;
  writer.drop();
  moveEnd(core, end);
  core.shared.ports.logger.error('log.no_space', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    endOffset: end,
    reason: error.message,
  });
  core.listener.onRolledBack(end as Offset, error);
  try {
    await core.lane.run(() => cutLogAt(core, end));
    core.rewinding = false;
  } catch (failure) {
    failLog(core, writer, failure);
  }
}

/** Takes appends again when the volume has room. */
export async function probeSpace(core: LogCore): Promise<void> {
  if (!waitsForSpace(core)) return;
  const free = await core.shared.ports.files.freeBytes(core.place.directory);
  if (free < SPACE_RESUME_BYTES || !waitsForSpace(core)) return;
  core.state = 'open';
  core.trouble = undefined;
  core.shared.ports.logger.info('log.space_again', {
    topicId: core.place.topicId,
    partition: core.place.partition,
    freeBytes: free,
  });
}

function waitsForSpace(core: LogCore): boolean {
  return core.state === 'noSpace' && !core.rewinding;
}

/** Removes everything from `end` on. Appends are refused until it is done. */
export async function truncateLog(core: LogCore, writer: GroupWriter, end: number): Promise<void> {
  if (end >= core.endOffset) return;
  core.rewinding = true;
  await writer.idle();
  await core.lane.run(async () => {
    if (end >= core.endOffset) return;
    writer.drop();
    moveEnd(core, end);
    try {
      await cutLogAt(core, end);
    } catch (failure) {
      failLog(core, writer, failure);
      throw failure;
    }
  });
  core.rewinding = false;
}
