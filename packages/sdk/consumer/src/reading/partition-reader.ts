/**
 * Reads records one by one out of the batches that were fetched for a partition. It trusts nothing: checksums, sizes and
 * codecs are checked, and what cannot be read is a `CorruptBatchError` that one can skip.
 *
 * INV-READ-1: the offsets that it gives never go back, and control batches and aborted records are passed over.
 */
import type { Compression, Crc32c } from '@ottla/base';
import { messageOf } from '@ottla/base';
import { CorruptBatchError } from '@ottla/client-core';
import {
  BatchField,
  batchBaseOffset,
  batchCrc,
  batchEndOffset,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchMagic,
  batchMagic2,
  batchProducerId,
  decodeControlRecord,
  RecordCursor,
  wholeBatchBytes,
} from '@ottla/record-batch';
import type { AbortedTransaction } from '@ottla/rpc';
import type { TopicPartition } from '../record.ts';

export interface ReaderPorts {
  readonly compression: Compression;
  readonly crc32c: Crc32c;
  readonly checkCrcs: boolean;
  readonly readCommitted: boolean;
}

/** Bytes of one answer, with the transactions in them that were aborted. */
interface Chunk {
  readonly bytes: Uint8Array;
  /** By first offset. */
  readonly aborted: AbortedTransaction[];
  at: number;
}

export class PartitionReader {
  readonly #place: TopicPartition;
  readonly #ports: ReaderPorts;
  readonly #chunks: Chunk[] = [];
  readonly #abortedProducers = new Set<number>();
  #cursor: RecordCursor | undefined;
  #cursorEndOffset = 0;
  #stands = false;
  #bufferedBytes = 0;
  #position = 0;
  #endOffset = 0;
  #broken: CorruptBatchError | undefined;

  constructor(place: TopicPartition, ports: ReaderPorts) {
    this.#place = place;
    this.#ports = ports;
  }

  /** The offset of the next record wanted. */
  get position(): number {
    return this.#position;
  }

  /** The offset behind everything that is held: where to fetch next. */
  get endOffset(): number {
    return this.#endOffset;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** Forgets what is held and goes on at an offset. */
  seek(offset: number): void {
    this.#chunks.length = 0;
    this.#broken = undefined;
    this.#abortedProducers.clear();
    this.#cursor = undefined;
    this.#stands = false;
    this.#bufferedBytes = 0;
    this.#position = offset;
    this.#endOffset = offset;
  }

  /** Takes what was fetched from `endOffset` on. A batch that is cut at the end is left out. */
  push(bytes: Uint8Array, aborted: readonly AbortedTransaction[]): void {
    let at = 0;
    for (;;) {
      const size = wholeBatchBytes(bytes, at, bytes.length);
      if (size <= 0) break;
      this.#endOffset = Math.max(this.#endOffset, batchEndOffset(bytes, at));
      at += size;
    }
    if (at === 0) return;
    const byFirst = [...aborted].sort((left, right) => left.firstOffset - right.firstOffset);
    this.#chunks.push({ bytes: bytes.subarray(0, at), aborted: byFirst, at: 0 });
    this.#bufferedBytes += at;
  }

  /**
   * The record at `position`, or the next one behind it; undefined when nothing is held. It stays until `advance`.
   * Throws a `CorruptBatchError`, again and again until `seek`.
   */
  peek(): RecordCursor | undefined {
    if (this.#broken !== undefined) throw this.#broken;
    for (;;) {
      const cursor = this.#cursor;
      if (cursor === undefined) {
        if (!this.#openNext()) return undefined;
        continue;
      }
      if (this.#stands) return cursor;
      if (!this.#step(cursor)) {
        this.#position = Math.max(this.#position, this.#cursorEndOffset);
        this.#cursor = undefined;
      } else if (cursor.offset >= this.#position) this.#stands = true;
    }
  }

  /** Goes behind the record that `peek` gave. */
  advance(): void {
    if (this.#cursor === undefined || !this.#stands) return;
    this.#position = this.#cursor.offset + 1;
    this.#stands = false;
  }

  #step(cursor: RecordCursor): boolean {
    try {
      return cursor.next();
    } catch (thrown) {
      throw this.#corrupt(messageOf(thrown), this.#position, this.#cursorEndOffset, thrown);
    }
  }

  /** Opens the next batch with records to give; false when nothing more is held. */
  #openNext(): boolean {
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      const { bytes, at } = chunk;
      const size = wholeBatchBytes(bytes, at, bytes.length);
      if (size <= 0) {
        this.#chunks.shift();
        continue;
      }
      const wanted = batchEndOffset(bytes, at) > this.#position;
      if (wanted) this.#check(bytes, at, size);
      const skipped = !wanted || this.#isPassedOver(chunk);
      if (!skipped) this.#open(bytes, at);
      else this.#position = Math.max(this.#position, batchEndOffset(bytes, at));
      chunk.at += size;
      this.#bufferedBytes -= size;
      if (!skipped) return true;
    }
    return false;
  }

  #open(bytes: Uint8Array, at: number): void {
    try {
      this.#cursor = new RecordCursor(bytes, at, { compression: this.#ports.compression });
      this.#cursorEndOffset = batchEndOffset(bytes, at);
      this.#stands = false;
    } catch (thrown) {
      throw this.#corrupt(messageOf(thrown), batchBaseOffset(bytes, at), batchEndOffset(bytes, at), thrown);
    }
  }

  #check(bytes: Uint8Array, at: number, size: number): void {
    const fail = (reason: string): never => {
      throw this.#corrupt(reason, batchBaseOffset(bytes, at), batchEndOffset(bytes, at));
    };
    if (batchMagic(bytes, at) !== batchMagic2) fail(`its format ${batchMagic(bytes, at)} is not 2`);
    if (!this.#ports.checkCrcs) return;
    const crc = this.#ports.crc32c(bytes.subarray(at + BatchField.attributes, at + size));
    if (crc !== batchCrc(bytes, at)) fail('its checksum does not fit');
  }

  /** Control batches, and records of aborted transactions for a reader of committed ones. */
  #isPassedOver({ bytes, at, aborted }: Chunk): boolean {
    const isControl = batchIsControl(bytes, at);
    if (!this.#ports.readCommitted) return isControl;
    const lastOffset = batchLastOffset(bytes, at);
    for (let first = aborted[0]; first !== undefined && first.firstOffset <= lastOffset; first = aborted[0]) {
      this.#abortedProducers.add(first.producerId);
      aborted.shift();
    }
    const producerId = batchProducerId(bytes, at);
    if (isControl) {
      if (this.#isAbortMarker(bytes, at)) this.#abortedProducers.delete(producerId);
      return true;
    }
    return batchIsTransactional(bytes, at) && this.#abortedProducers.has(producerId);
  }

  #isAbortMarker(bytes: Uint8Array, at: number): boolean {
    try {
      const cursor = new RecordCursor(bytes, at, { compression: this.#ports.compression });
      return cursor.next() && decodeControlRecord(cursor.key(), cursor.value()).kind === 'abort';
    } catch (thrown) {
      throw this.#corrupt(messageOf(thrown), batchBaseOffset(bytes, at), batchEndOffset(bytes, at), thrown);
    }
  }

  #corrupt(reason: string, offset: number, endOffset: number, cause?: unknown): CorruptBatchError {
    const { topic, partition } = this.#place;
    this.#broken = new CorruptBatchError(
      `the batch of ${topic}-${partition} from offset ${offset} cannot be read: ${reason}; seek to ${endOffset}, or call skip(), to go on behind it`,
      { topic, partition, offset, endOffset },
      { cause },
    );
    return this.#broken;
  }
}
