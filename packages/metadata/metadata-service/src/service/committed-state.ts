/**
 * The committed image and those who follow it. Everything that the log commits goes through here, in order: records are
 * decoded, replayed, and the difference is handed to the publishers.
 */
import type { MetadataOffset } from '@ottla/base';
import {
  decodeRecords,
  deltaBetween,
  emptyImage,
  type MetadataImage,
  type MetadataPublisher,
  type MetadataRecord,
  RecordFormatError,
  type RevisionChanges,
  replayAll,
  replayFollowing,
} from '@ottla/metadata-core';
import { MetadataLogError } from '../log/metadata-log-error.ts';
import type { CommittedEntry, LogSnapshot } from '../log/replicated-log.ts';

export class CommittedState {
  /** Records of bytes that this node proposed itself and has read back already, until they are committed. */
  readonly #readBack = new WeakMap<Uint8Array, readonly MetadataRecord[]>();
  #image: MetadataImage = emptyImage;
  #position = 0 as MetadataOffset;
  readonly #publishers = new Set<MetadataPublisher>();

  get image(): MetadataImage {
    return this.#image;
  }

  get position(): MetadataOffset {
    return this.#position;
  }

  /** These are the records of these very bytes: they are not read a second time when the bytes are committed. */
  expect(bytes: Uint8Array, records: readonly MetadataRecord[]): void {
    this.#readBack.set(bytes, records);
  }

  /** Tells the publisher everything so far, then every change. Answers how to stop. */
  subscribe(publisher: MetadataPublisher): () => void {
    publisher(deltaBetween(emptyImage, this.#image), this.#image, this.#position);
    return this.follow(publisher);
  }

  /** Tells the publisher every change from now on. */
  follow(publisher: MetadataPublisher): () => void {
    const own: MetadataPublisher = (delta, image, position) => publisher(delta, image, position);
    this.#publishers.add(own);
    return () => this.#publishers.delete(own);
  }

  install(snapshot: LogSnapshot): void {
    let image = emptyImage;
    for (const piece of snapshot.pieces) image = replayAll(image, decoded(piece, snapshot.position));
    this.#publish(image, snapshot.position);
  }

  /** Whether every record of these pieces of a snapshot can be read. */
  isReadable(pieces: readonly Uint8Array[]): boolean {
    try {
      for (const piece of pieces) decodeRecords(piece);
      return true;
    } catch (error) {
      if (error instanceof RecordFormatError) return false;
      throw error;
    }
  }

  apply(entries: readonly CommittedEntry[]): void {
    let image = this.#image;
    let position = this.#position;
    const revisions: RevisionChanges[] = [];
    for (const entry of entries) {
      const records = this.#readBack.get(entry.bytes) ?? decoded(entry.bytes, entry.position);
      // The log keeps the bytes for long.
      this.#readBack.delete(entry.bytes);
      image = this.#publishers.size === 0 ? replayAll(image, records) : replayFollowing(image, records, revisions);
      position = (entry.position + 1) as MetadataOffset;
    }
    this.#publish(image, position, revisions);
  }

  #publish(image: MetadataImage, position: MetadataOffset, revisions: readonly RevisionChanges[] = []): void {
    const delta = this.#publishers.size === 0 ? undefined : deltaBetween(this.#image, image, revisions);
    this.#image = image;
    this.#position = position;
    if (delta === undefined) return;
    for (const publisher of [...this.#publishers])
      if (this.#publishers.has(publisher)) publisher(delta, image, position);
  }
}

function decoded(bytes: Uint8Array, position: number): ReturnType<typeof decodeRecords> {
  try {
    return decodeRecords(bytes);
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    const message = `The metadata log cannot be replayed at position ${position}: ${error.message}`;
    throw new MetadataLogError(error.code, message, { cause: error });
  }
}
