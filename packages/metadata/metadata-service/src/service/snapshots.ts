/** When a snapshot of the image is written: after so many records or bytes, or when somebody asks for one. One at a time. */
import { ErrorCode, type Logger, outcome, success, type Timers } from '@ottla/base';
import type { SnapshotTaken } from '@ottla/metadata-core';
import { snapshotAfterBytes, snapshotAfterRecords } from '../limits.ts';
import type { CommittedEntry, LogSnapshot, ReplicatedLog } from '../log/replicated-log.ts';
import type { CommittedState } from './committed-state.ts';
import { writeSnapshot } from './snapshot-writer.ts';

export interface SnapshotsOptions {
  readonly log: ReplicatedLog;
  readonly committed: CommittedState;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly isRunning: () => boolean;
}

export class Snapshots {
  readonly #options: SnapshotsOptions;
  #recordsSince = 0;
  #bytesSince = 0;
  /** Of the newest one. */
  #bytes = 0;
  #underWay: Promise<SnapshotTaken> | undefined;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** One came from the log. */
  installed({ pieces }: LogSnapshot): void {
    this.#bytes = totalBytes(pieces);
  }

  /** These entries, which hold so many records, are in the image. What is written of snapshots stays below what is written of entries. */
  count(entries: readonly CommittedEntry[], records: number): void {
    this.#recordsSince += records;
    this.#bytesSince += totalBytes(entries.map((entry) => entry.bytes));
    if (!this.#options.isRunning() || this.#underWay !== undefined || this.#bytesSince < this.#bytes) return;
    if (this.#recordsSince >= snapshotAfterRecords || this.#bytesSince >= snapshotAfterBytes) void this.take();
  }

  /** Writes one, or waits for the one that is being written. Never rejects: a disk that fails is told to the log's follower. */
  take(): Promise<SnapshotTaken> {
    this.#underWay ??= this.#take().then((taken) => {
      this.#underWay = undefined;
      return taken;
    });
    return this.#underWay;
  }

  async #take(): Promise<SnapshotTaken> {
    const { log, committed, timers, logger, isRunning } = this.#options;
    if (!isRunning()) return this.#failed('the metadata of this node is not running');
    this.#recordsSince = 0;
    this.#bytesSince = 0;
    const { image, position } = committed;
    const { term } = log.leadership();
    if (this.#newest() >= position - 1) return { outcome: success, position: this.#newest() };
    const pieces = await writeSnapshot(image, timers, () => !isRunning());
    if (pieces !== undefined && (await log.saveSnapshot({ position, term, pieces }))) {
      this.#bytes = totalBytes(pieces);
      logger.info('metadata.snapshot', { position, bytes: this.#bytes });
    } else if (this.#newest() < position - 1)
      return this.#failed('it could not be kept; the log of this node says why');
    return { outcome: success, position: this.#newest() };
  }

  #failed(why: string): SnapshotTaken {
    const message = `No snapshot of the metadata was written: ${why}.`;
    return { outcome: outcome(ErrorCode.KAFKA_STORAGE_ERROR, message), position: this.#newest() };
  }

  /** The last entry of the newest one that the log has. */
  #newest(): number {
    return this.#options.log.member?.status().snapshotIndex ?? 0;
  }
}

function totalBytes(pieces: readonly Uint8Array[]): number {
  let total = 0;
  for (const piece of pieces) total += piece.length;
  return total;
}
