/** The fields of what is stored. Decoders answer undefined where bytes cannot have been written by a node. */
import { assert } from '@ottla/base';
import type { Entry, HardState, LogIndex, Membership, NodeId, Place, Snapshot, Term } from '@ottla/raft-core';
import { FieldReader, type FieldWriter } from './fields.ts';
import { sealable } from './sealed.ts';

/** Whose store this is. */
export interface StoreOwner {
  readonly clusterId: string;
  readonly nodeId: NodeId;
}

/** Written once, with the first batch. */
export interface Founding extends StoreOwner {
  /** The founding members; nobody where the node joins a quorum that is there. */
  readonly membership: Membership;
}

/**
 * What the store must hold. INV-STORE-1: exactly the entries from `first` to `last` are there (none when first = last + 1), and commit <=
 * last. INV-STORE-2: the pieces of the slot make the snapshot without a hole, and first <= its index + 1.
 */
export interface LogState {
  readonly hardState: HardState;
  readonly first: LogIndex;
  readonly last: LogIndex;
  /** Slot of the newest snapshot; 0 as long as there was none but the founding. */
  readonly slot: number;
}

/** The newest snapshot, and where its pieces lie. */
export interface Description {
  readonly slot: number;
  readonly snapshot: Snapshot;
}

const entryKind = { command: 0, noop: 1, membership: 2 } as const;

export function encodeFounding({ clusterId, nodeId, membership }: Founding): FieldWriter {
  const writer = sealable().text(clusterId).number(nodeId);
  writeMembership(writer, membership);
  return writer;
}

export function decodeFounding(bytes: Uint8Array): Founding | undefined {
  const reader = new FieldReader(bytes);
  const clusterId = reader.text();
  const nodeId = reader.number() as NodeId;
  const membership = readMembership(reader);
  return reader.isWhole ? { clusterId, nodeId, membership } : undefined;
}

export function encodeState({ hardState, first, last, slot }: LogState): FieldWriter {
  const { term, vote, commit } = hardState;
  const writer = sealable(64)
    .number(term)
    .byte(vote === undefined ? 0 : 1);
  return writer
    .number(vote ?? 0)
    .number(commit)
    .number(first)
    .number(last)
    .number(slot);
}

export function decodeState(bytes: Uint8Array): LogState | undefined {
  const reader = new FieldReader(bytes);
  const term = reader.number() as Term;
  const hasVoted = reader.byte() === 1;
  const vote = reader.number() as NodeId;
  const hardState = { term, vote: hasVoted ? vote : undefined, commit: reader.number() as LogIndex };
  const first = reader.number() as LogIndex;
  const last = reader.number() as LogIndex;
  const slot = reader.number();
  return reader.isWhole ? { hardState, first, last, slot } : undefined;
}

export function encodeDescription({ slot, snapshot }: Description): FieldWriter {
  const writer = sealable().number(slot).number(snapshot.index).number(snapshot.term).number(snapshot.bytes);
  writeMembership(writer, snapshot.membership);
  return writer;
}

export function decodeDescription(bytes: Uint8Array): Description | undefined {
  const reader = new FieldReader(bytes);
  const slot = reader.number();
  const index = reader.number() as LogIndex;
  const term = reader.number() as Term;
  const length = reader.number();
  const membership = readMembership(reader);
  return reader.isWhole ? { slot, snapshot: { index, term, bytes: length, membership } } : undefined;
}

export function encodeEntry(entry: Entry): FieldWriter {
  const bytes = entry.kind === 'command' ? entry.bytes.byteLength : 64;
  const writer = sealable(bytes + 9)
    .byte(entryKind[entry.kind])
    .number(entry.term);
  if (entry.kind === 'command') writer.raw(entry.bytes);
  else if (entry.kind === 'membership') writeMembership(writer, entry.membership);
  return writer;
}

/** The entry at `index`, which its key tells. */
export function decodeEntry(bytes: Uint8Array, index: LogIndex): Entry | undefined {
  const reader = new FieldReader(bytes);
  const kind = reader.byte();
  const place = { index, term: reader.number() as Term };
  const entry = readEntry(reader, kind, place);
  return reader.isWhole ? entry : undefined;
}

function readEntry(reader: FieldReader, kind: number, place: Pick<Entry, 'index' | 'term'>): Entry | undefined {
  if (kind === entryKind.command) return { ...place, kind: 'command', bytes: reader.rest() };
  if (kind === entryKind.noop) return { ...place, kind: 'noop' };
  if (kind === entryKind.membership) return { ...place, kind: 'membership', membership: readMembership(reader) };
  return undefined;
}

function writeMembership(writer: FieldWriter, membership: Membership): void {
  const { voters, outgoing, learners, labels } = membership;
  writer
    .numbers(voters)
    .numbers(outgoing)
    .numbers(learners)
    .numbers([...labels.keys()]);
  for (const label of labels.values()) writer.text(label);
}

function readMembership(reader: FieldReader): Membership {
  const voters = reader.numbers() as NodeId[];
  const outgoing = reader.numbers() as NodeId[];
  const learners = reader.numbers() as NodeId[];
  const labelled = reader.numbers() as NodeId[];
  return { voters, outgoing, learners, labels: new Map(labelled.map((id) => [id, reader.text()])) };
}

/** The state after a founding. */
export function foundingState(): LogState {
  const none = 0 as LogIndex;
  const hardState = { term: 0 as Term, vote: undefined, commit: none };
  const state = { hardState, first: 1 as LogIndex, last: none, slot: 0 };
  assert(state.first === state.last + 1, 'a log begins without entries');
  return state;
}

/** The state when everything up to a place is in the snapshot of this slot. */
export function stateAfter({ index, term }: Place, slot: number): LogState {
  const hardState = { term, vote: undefined, commit: index };
  return { hardState, first: (index + 1) as LogIndex, last: index, slot };
}
