import type { FetchPartition, FetchResult } from '../../../services/fetch-types.ts';

/** A partition of a fetch, with the names that its answer needs. */
export interface SessionPartition {
  /** Of topic id or name, and partition. */
  readonly key: string;
  readonly ask: FetchPartition;
}

interface Remembered {
  readonly ask: FetchPartition;
  /** What the client was told last; -1 when it must be told again. */
  highWatermark: number;
  logStartOffset: number;
}

/**
 * What a client asks for again and again (KIP-227), so that it only has to name changes and is only told changes.
 *
 * INV-SESSION-1: the partitions are those that were added and not forgotten, each with the newest parameters.
 */
export class FetchSession {
  readonly id: number;
  /** Topics are named by id; a session never mixes. */
  readonly usesTopicIds: boolean;
  /** The epoch that the next request must carry. */
  epoch = 1;
  lastUsedMs: number;
  readonly #partitions = new Map<string, Remembered>();

  constructor(id: number, usesTopicIds: boolean, nowMs: number) {
    this.id = id;
    this.usesTopicIds = usesTopicIds;
    this.lastUsedMs = nowMs;
  }

  get size(): number {
    return this.#partitions.size;
  }

  /** All partitions, those that had data last at the end, so that each gets its turn. */
  partitions(): SessionPartition[] {
    return [...this.#partitions].map(([key, { ask }]) => ({ key, ask }));
  }

  /** Adds partitions or takes up their new parameters. A remembered partition keeps its place. */
  put(partitions: readonly SessionPartition[]): void {
    for (const { key, ask } of partitions) {
      const before = this.#partitions.get(key);
      this.#partitions.set(key, {
        ask,
        highWatermark: before?.highWatermark ?? -1,
        logStartOffset: before?.logStartOffset ?? -1,
      });
    }
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.#partitions.delete(key);
  }

  /** Moves on to the next epoch; after the largest comes 1. */
  advance(nowMs: number): void {
    this.epoch = this.epoch === 0x7fff_ffff ? 1 : this.epoch + 1;
    this.lastUsedMs = nowMs;
  }

  /** Notes what the client is told about a partition; false when it knows all of that already. */
  tell(key: string, result: FetchResult): boolean {
    const known = this.#partitions.get(key);
    if (known === undefined) return true;
    const changed =
      result.bytes > 0 ||
      result.error !== 0 ||
      result.divergingEpoch !== undefined ||
      result.highWatermark !== known.highWatermark ||
      result.logStartOffset !== known.logStartOffset;
    if (!changed) return false;
    known.highWatermark = result.error === 0 ? result.highWatermark : -1;
    known.logStartOffset = result.logStartOffset;
    if (result.bytes > 0) {
      this.#partitions.delete(key);
      this.#partitions.set(key, known);
    }
    return true;
  }
}
