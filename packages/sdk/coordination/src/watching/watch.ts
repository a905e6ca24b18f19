/** What applications are told of keys and of who leads. */
import type { Candidate, LeaderEvent } from '@ottla/rpc';
import { changeOf, type Key, type KeyChange, keyOf } from '../keys/key.ts';
import type { Told } from './follow.ts';

/** What to watch. */
export interface WatchOptions {
  /** Keys whose paths begin with one of these: `/a/` for everything below `/a`, `/` for all. */
  readonly prefixes: readonly string[];
  /** The last revision that is known already. Default 0: begin with a snapshot of what there is. */
  readonly afterRevision?: number;
  /** Ends the watch. */
  readonly signal?: AbortSignal;
}

/**
 * `snapshot`: this is what there is; forget what was told before. `changes`: what whole revisions changed, in their order. Everything up
 * to `revision` has been told with it.
 */
export type WatchEvent =
  | { readonly kind: 'snapshot'; readonly revision: number; readonly keys: readonly Key[] }
  | { readonly kind: 'changes'; readonly revision: number; readonly changes: readonly KeyChange[] };

/** Who leads an election, or has a lock. */
export interface Leader {
  readonly sessionId: number;
  /** What it says of itself. */
  readonly value: Uint8Array;
  /** Its fencing token. */
  readonly token: number;
}

/** The events that applications see. */
export async function* watchEvents(told: AsyncIterable<Told>): AsyncGenerator<WatchEvent, void, undefined> {
  for await (const { revision, restarted, keys } of told) {
    if (!restarted) yield { kind: 'changes', revision, changes: keys.map(changeOf) };
    else yield { kind: 'snapshot', revision, keys: keys.flatMap(({ key }) => (key === undefined ? [] : [keyOf(key)])) };
  }
}

/** One after the other, each once; undefined while nobody leads. */
export async function* leaders(told: AsyncIterable<Told>): AsyncGenerator<Leader | undefined, void, undefined> {
  let last: Leader | undefined;
  let isFirst = true;
  for await (const { restarted, leaders: events } of told) {
    for (const leader of restarted ? [leaderOf(events.at(-1))] : inOrder(events)) {
      if (!isFirst && isSame(last, leader)) continue;
      isFirst = false;
      last = leader;
      yield leader;
    }
  }
}

/** Whoever leaves and whoever follows at once are two events of one revision; nobody was without a leader in between. */
function inOrder(events: readonly LeaderEvent[]): readonly (Leader | undefined)[] {
  return events.map(leaderOf).filter((leader, at) => leader !== undefined || at === events.length - 1);
}

function leaderOf(event: LeaderEvent | undefined): Leader | undefined {
  return event?.leader === undefined ? undefined : leaderFrom(event.leader);
}

/** The leader that a candidate is. */
export function leaderFrom({ sessionId, value, token }: Candidate): Leader {
  return { sessionId, value: value.slice(), token };
}

function isSame(one: Leader | undefined, other: Leader | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.token === other.token && one.value.length === other.value.length && isEqual(one.value, other.value);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, at) => byte === other[at]);
}
