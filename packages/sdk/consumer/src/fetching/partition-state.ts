/**
 * All that a consumer knows of one assigned partition.
 *
 * lost (no position) → resolving → placed; `seek` and a position that the log no longer has lead back.
 */
import { backoff, type OttlaClientError } from '@ottla/client-core';
import type { ConsumerSettings } from '../options.ts';
import { PartitionReader, type ReaderPorts } from '../reading/partition-reader.ts';
import type { TopicPartition } from '../record.ts';

/** Where a partition without a position shall begin. */
export type StartAt = 'earliest' | 'latest' | 'policy';

/** Nothing can be read of a partition just now; it is tried again. */
export interface PartitionTrouble {
  /** Since when, by the monotonic clock. */
  readonly sinceMs: number;
  readonly reason: string;
}

/** What a partition takes from its surroundings when something went wrong. */
export interface FailureMoment {
  readonly nowMs: number;
  /** From 0 up to but not including 1, to spread clients out. */
  readonly chance: number;
  readonly settings: Pick<ConsumerSettings, 'retryBackoffMs' | 'retryBackoffMaxMs'>;
}

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
  trouble: PartitionTrouble | undefined;
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

  /** Its leader answers. */
  answered(): void {
    this.failures = 0;
    this.trouble = undefined;
  }

  /** It could not be read; not again before a pause that grows with each failure in a row. */
  failed(reason: string, { nowMs, chance, settings }: FailureMoment): void {
    this.failures += 1;
    const { retryBackoffMs, retryBackoffMaxMs } = settings;
    const pause = { attempts: this.failures, backoffMs: retryBackoffMs, backoffMsMax: retryBackoffMaxMs };
    this.notBeforeMs = nowMs + backoff({ ...pause, chance });
    this.trouble = { sinceMs: this.trouble?.sinceMs ?? nowMs, reason };
  }

  /** Gives up the position. */
  lose(startAt: StartAt): void {
    this.version += 1;
    this.startAt = startAt;
    this.problem = undefined;
    this.reader.seek(0);
  }
}
