/**
 * The committed image and those who follow it. Everything that the log commits goes through here, in order: records are
 * decoded, replayed, and the difference is handed to the publishers.
 */
import type { MetadataOffset } from '@ottla/base';
import {
  decodeRecords,
  deltaBetween,
  emptyImage,
  followReplayed,
  type MetadataImage,
  type MetadataPublisher,
  RecordFormatError,
  type ReplayedStep,
  type RevisionChanges,
  replayAll,
  replayFollowing,
} from '@ottla/metadata-core';
import { MetadataLogError } from '../log/metadata-log-error.ts';
import type { CommittedEntry, LogSnapshot } from '../log/replicated-log.ts';

export class CommittedState {
  /** What the bytes that this node proposed itself come to, until they are committed. */
  readonly #replayed = new WeakMap<Uint8Array, readonly ReplayedStep[]>();
  #image: MetadataImage = emptyImage;
  #position = 0 as MetadataOffset;
  readonly #publishers = new Set<MetadataPublisher>();

  get image(): MetadataImage {
    return this.#image;
  }

  get position(): MetadataOffset {
    return this.#position;
  }

  /** These very bytes come to these steps: they are not read and replayed a second time when they are committed where they were planned. */
  expect(bytes: Uint8Array, steps: readonly ReplayedStep[]): void {
    this.#replayed.set(bytes, steps);
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

  /** Takes these in. Answers how many records they hold. */
  apply(entries: readonly CommittedEntry[]): number {
    let image = this.#image;
    let position = this.#position;
    const revisions: RevisionChanges[] = [];
    let count = 0;
    for (const entry of entries) {
      const { after, records } = this.#replay(image, entry, revisions);
      image = after;
      count += records;
      position = (entry.position + 1) as MetadataOffset;
    }
    this.#publish(image, position, revisions);
    return count;
  }

  #replay(
    image: MetadataImage,
    entry: CommittedEntry,
    revisions: RevisionChanges[],
  ): { readonly after: MetadataImage; readonly records: number } {
    const steps = this.#replayed.get(entry.bytes);
    // The log keeps the bytes for long.
    this.#replayed.delete(entry.bytes);
    const isFollowed = this.#publishers.size > 0;
    if (steps?.[0]?.before === image) {
      if (isFollowed) for (const step of steps) followReplayed(step, revisions);
      const records = steps.reduce((sum, step) => sum + step.records.length, 0);
      return { after: steps.at(-1)?.after ?? image, records };
    }
    const records = decoded(entry.bytes, entry.position);
    const after = isFollowed ? replayFollowing(image, records, revisions) : replayAll(image, records);
    return { after, records: records.length };
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
