import type { MetadataAccess } from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import type { Caller } from '../admission/principal.ts';
import type { RefusalMetrics } from '../measuring/refusal-metrics.ts';
import type { PartitionTable } from '../partitions/partition-table.ts';
import type { WaitingRoom } from '../waiting/waiting-room.ts';
import { Fetch } from './fetch.ts';
import type { FetchAnswer, FetchRequest } from './fetch-types.ts';
import type { Cancel } from './words.ts';

/** What the service stands on. */
export interface FetchSurroundings {
  readonly metadata: MetadataAccess;
  readonly partitions: PartitionTable;
  readonly admission: Admission;
  readonly waiting: WaitingRoom;
  readonly refusals: RefusalMetrics;
  /** `fetch.max.bytes`. */
  readonly bytesMax: number;
}

/**
 * Reads batches, and waits for more when there are too few. A waiting fetch holds no batches: it remembers only how many
 * bytes it still lacks, and reads everything again when they are there.
 */
export class FetchService {
  readonly #around: FetchSurroundings;

  constructor(around: FetchSurroundings) {
    this.#around = around;
  }

  /** `answer` is called once, maybe before this returns; never after a cancel. */
  fetch(caller: Caller, request: FetchRequest, answer: (answer: FetchAnswer) => void): Cancel {
    return new Fetch(this.#around, { caller, request, answer }).begin();
  }

  /** Gives response memory back that an answer held (`FetchAnswer.heldBytes`). */
  release(heldBytes: number): void {
    this.#around.admission.responseMemory.give(heldBytes);
  }
}
