/**
 * All that a consumer knows of one assigned partition.
 *
 * lost (no position) → resolving → placed; `seek` and a position that the log no longer has lead back.
 */
import type { OttlaClientError } from '@ottla/client-core';
import { PartitionReader, type ReaderPorts } from '../reading/partition-reader.ts';
import type { TopicPartition } from '../record.ts';

/** Where a partition without a position shall begin. */
export type StartAt = 'earliest' | 'latest' | 'policy';

export class PartitionState {
  readonly topic: string;
  readonly partition: number;
  readonly reader: PartitionReader;
  /** Set while the position is not known. */
  startAt: StartAt | undefined = 'policy';
  /** The position is being asked for. */
  resolving = false;
  paused = false;
  fetching = false;
  /** Grows when the position is set from outside; answers to older questions are dropped. */
  version = 0;
  /** Not before this time, by the monotonic clock. */
  notBeforeMs = 0;
  failures = 0;
  /** What the next poll shall throw. */
  problem: OttlaClientError | undefined;
  highWatermark = -1;

  constructor(place: TopicPartition, ports: ReaderPorts) {
    this.topic = place.topic;
    this.partition = place.partition;
    this.reader = new PartitionReader(place, ports);
  }

  /** Goes to an offset. */
  place(offset: number): void {
    this.version += 1;
    this.startAt = undefined;
    this.problem = undefined;
    this.reader.seek(offset);
  }

  /** Gives up the position. */
  lose(startAt: StartAt): void {
    this.version += 1;
    this.startAt = startAt;
    this.problem = undefined;
    this.reader.seek(0);
  }
}
