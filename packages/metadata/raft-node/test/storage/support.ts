/** A storage on virtual stores, and the words to say what goes into it. */
import { nodeCrc32c } from '@ottla/platform-node';
import {
  type Entry,
  type LogIndex,
  type Membership,
  membershipOf,
  type NodeId,
  type Snapshot,
  type Term,
  type Write,
} from '@ottla/raft-core';
import type { VirtualKeyValueStores } from '@ottla/testing';
import {
  type OpenedStorage,
  type OpenStorageOptions,
  openRaftStorage,
  type RaftStorage,
  type StorageOpening,
} from '../../src/index.ts';

export const path = '/data/metadata';
export const crc32c = nodeCrc32c;

export const members: Membership = membershipOf({
  voters: [1, 2, 3] as NodeId[],
  learners: [4] as NodeId[],
  labels: new Map([[2 as NodeId, 'two.example:9094']]),
});

export function opening(
  stores: VirtualKeyValueStores,
  more: Partial<OpenStorageOptions> = {},
): Promise<StorageOpening> {
  const owner = { clusterId: 'cluster-a', nodeId: 1 as NodeId };
  return openRaftStorage({ stores, path, crc32c, owner, expectExisting: false, ...more });
}

/** A quorum of one. */
export const alone: Membership = membershipOf({ voters: [1] as NodeId[], learners: [] });

/** Founds a fresh storage or opens a whole one; anything else is an error. */
export async function opened(
  stores: VirtualKeyValueStores,
  { membership = members, ...more }: Partial<OpenStorageOptions> & { membership?: Membership } = {},
): Promise<OpenedStorage> {
  const found = await opening(stores, more);
  if (found.kind === 'fresh') return found.found(membership);
  if (found.kind === 'whole') return found;
  throw new Error(found.message);
}

export const place = (index: number, term: number) => ({ index: index as LogIndex, term: term as Term });

export function command(index: number, term: number, text = `${index}`): Entry {
  return { ...place(index, term), kind: 'command', bytes: new TextEncoder().encode(text) };
}

export function write(
  number: number,
  more: Partial<Omit<Write, 'number'>> & { term?: number; commit?: number },
): Write {
  const { term = 1, commit = 0, ...rest } = more;
  const hardState = { term: term as Term, vote: undefined, commit: commit as LogIndex };
  return { number, hardState, chunks: [], install: undefined, entries: [], ...rest };
}

export function snapshotAt(index: number, term: number, bytes: number): Snapshot {
  return { ...place(index, term), bytes, membership: members };
}

/** Writes and waits until it is durable. */
export function durably(storage: RaftStorage, one: Write): Promise<void> {
  return new Promise((resolve) => {
    storage.write(one, resolve);
  });
}

export const textOf = (pieces: readonly Uint8Array[] | undefined): string | undefined =>
  pieces?.map((piece) => new TextDecoder().decode(piece)).join('');

/** What the log says, as text. */
export function words(entries: readonly Entry[]): readonly string[] {
  return entries.map((entry) =>
    entry.kind === 'command' ? new TextDecoder().decode(entry.bytes) : `${entry.kind} ${entry.index}`,
  );
}
