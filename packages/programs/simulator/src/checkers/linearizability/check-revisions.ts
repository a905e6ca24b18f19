/**
 * A second look at a history, which searches nothing: the revisions that clients were told say in which order things happened. That order
 * has to agree with real time, over all keys together, and each answer has to show its keys as the writes up to its revision left them.
 * It also judges stale reads: they may show the past, but only as it was.
 */
import { type CallOperation, describeCall, type KeyCall, type KeyView, mayWrite } from './key-call.ts';
import { revisionsSeen, writersOf } from './revisions-seen.ts';

/** What is wrong, in sentences; empty when nothing is. */
export function checkRevisions(history: readonly KeyCall[]): readonly string[] {
  const calls = [...history].sort((one, other) => one.calledAt - other.calledAt);
  const seen = revisionsSeen(calls);
  return [...ownRevisions(calls, seen), ...realTime(calls), ...new Shown(calls, seen).problems()];
}

/** No two writes have the same revision. */
function ownRevisions(calls: readonly KeyCall[], seen: ReadonlyMap<number, number>): readonly string[] {
  const owners = new Map<number, number>();
  const problems: string[] = [];
  for (const [number, revision] of seen) {
    const call = calls[number];
    if (call === undefined || !hasWritten(call)) continue;
    const other = owners.get(revision);
    if (other !== undefined)
      problems.push(`two writes are at revision ${revision}: ${wordsOf(calls[other])} and ${wordsOf(call)}`);
    owners.set(revision, number);
  }
  return problems;
}

interface Ended {
  readonly at: number;
  readonly call: KeyCall;
  readonly revision: number;
}

/** What began after something ended has no lower revision, and a write has a higher one. */
function realTime(calls: readonly KeyCall[]): readonly string[] {
  const judged = calls.filter((call) => call.request.kind === 'transact' || !call.request.stale);
  const ended = judged.flatMap((call) => (call.returned === undefined ? [] : [endedOf(call, call.returned)]));
  ended.sort((one, other) => one.at - other.at);
  const problems: string[] = [];
  let next = 0;
  let highest: Ended | undefined;
  for (const call of judged) {
    for (; (ended[next]?.at ?? Number.POSITIVE_INFINITY) < call.calledAt; next += 1)
      if ((ended[next]?.revision ?? 0) > (highest?.revision ?? -1)) highest = ended[next];
    const revision = call.returned?.answer.revision;
    if (revision === undefined || highest === undefined) continue;
    if (revision < highest.revision || (revision === highest.revision && hasWritten(call)))
      problems.push(`${wordsOf(call)} began after the end of ${wordsOf(highest.call)}, which is later by its revision`);
  }
  return problems;
}

function endedOf(call: KeyCall, { at, answer }: NonNullable<KeyCall['returned']>): Ended {
  return { at, call, revision: answer.revision };
}

/** A write of one key: what it left there, or that it is gone. */
interface Change {
  readonly revision: number;
  readonly value: string | undefined;
}

/** One key in an answer: as it was before `before` (a write), or up to `upTo` (a read). */
interface Sight {
  readonly path: string;
  readonly view: KeyView | null;
  /** The last revision that shows. */
  readonly upTo: number;
}

class Shown {
  readonly #calls: readonly KeyCall[];
  readonly #writers: ReadonlyMap<string, number>;
  /** By path, those of which the revision is known, in order. */
  readonly #changes = new Map<string, Change[]>();
  /** Paths by the numbers of calls that may have deleted them, nobody knows whether and when. */
  readonly #maybeDeleted = new Map<string, KeyCall[]>();

  constructor(calls: readonly KeyCall[], seen: ReadonlyMap<number, number>) {
    this.#calls = calls;
    this.#writers = writersOf(calls);
    for (const [number, call] of calls.entries()) this.#note(call, seen.get(number));
    for (const changes of this.#changes.values()) changes.sort((one, other) => one.revision - other.revision);
  }

  problems(): readonly string[] {
    return this.#calls.flatMap((call) => sightsOf(call).flatMap((sight) => this.#problemOf(call, sight)));
  }

  #note(call: KeyCall, revision: number | undefined): void {
    if (!mayWrite(call.request)) return;
    const { operations, otherwise } = call.request;
    const answer = call.returned?.answer;
    const isKnown = answer?.kind === 'transact' && revision !== undefined;
    const chosen = isKnown ? (answer.held ? operations : otherwise) : [];
    for (const operation of chosen) this.#noteChange(operation, revision ?? 0);
    if (isKnown) return;
    for (const operation of [...operations, ...otherwise]) {
      if (operation.kind === 'delete') addTo(this.#maybeDeleted, operation.path, call);
      // Somebody saw what it put: that much is known of it.
      if (operation.kind === 'put' && revision !== undefined) this.#noteSeenPut(call, operation, revision);
    }
  }

  #noteChange(operation: CallOperation, revision: number): void {
    if (operation.kind === 'get') return;
    const value = operation.kind === 'put' ? operation.value : undefined;
    addTo(this.#changes, operation.path, { revision, value });
  }

  /** A transaction without an answer of which one list puts and the other does not may have put only some of it. */
  #noteSeenPut(call: KeyCall, operation: CallOperation, revision: number): void {
    const isOnly = mayWrite(call.request) && call.request.otherwise.length === 0;
    if (isOnly) this.#noteChange(operation, revision);
  }

  #problemOf(call: KeyCall, { path, view, upTo }: Sight): readonly string[] {
    const last = lastUpTo(this.#changes.get(path) ?? [], upTo);
    if (view === null) {
      if (last?.value === undefined || this.#mayBeGone(path, call)) return [];
      return [`${wordsOf(call)} does not see ${path}, which was written at ${last.revision}`];
    }
    const writer = this.#writers.get(view.value);
    if (writer === undefined) return [`${wordsOf(call)} sees "${view.value}" in ${path}, which nobody wrote`];
    if (view.modRevision > upTo) return [`${wordsOf(call)} sees a write of revision ${view.modRevision}: the future`];
    if (last !== undefined && last.revision > view.modRevision)
      return [`${wordsOf(call)} sees ${path} as of ${view.modRevision}, and not its change at ${last.revision}`];
    if (last !== undefined && last.revision === view.modRevision && last.value !== view.value)
      return [
        `${wordsOf(call)} sees "${view.value}" in ${path}, of revision ${view.modRevision} that left something else`,
      ];
    const begun = this.#calls[writer];
    if (call.returned !== undefined && begun !== undefined && begun.calledAt > call.returned.at)
      return [`${wordsOf(call)} sees what was not yet asked for: ${wordsOf(begun)}`];
    return [];
  }

  #mayBeGone(path: string, reader: KeyCall): boolean {
    const endedAt = reader.returned?.at ?? Number.POSITIVE_INFINITY;
    return (this.#maybeDeleted.get(path) ?? []).some(({ calledAt }) => calledAt <= endedAt);
  }
}

/** What an answer shows of single keys. Of a list only what is there: which others it should have shown, the search knows. */
function sightsOf(call: KeyCall): readonly Sight[] {
  const { request, returned } = call;
  const answer = returned?.answer;
  if (answer === undefined) return [];
  if (answer.kind === 'list') return answer.keys.map((view) => ({ path: view.path, view, upTo: answer.revision }));
  if (answer.kind === 'get')
    return request.kind === 'get' ? [{ path: request.path, view: answer.key, upTo: answer.revision }] : [];
  if (request.kind !== 'transact') return [];
  const chosen = answer.held ? request.operations : request.otherwise;
  const upTo = hasWritten(call) ? answer.revision - 1 : answer.revision;
  return chosen.map(({ path }, at) => ({ path, view: answer.before[at] ?? null, upTo }));
}

/** Whether it changed something, and so has a revision of its own. A delete of what is not there does not. */
function hasWritten({ request, returned }: KeyCall): boolean {
  if (request.kind !== 'transact') return false;
  const answer = returned?.answer;
  if (answer?.kind !== 'transact') return true;
  const chosen = answer.held ? request.operations : request.otherwise;
  return chosen.some(({ kind }, at) => kind === 'put' || (kind === 'delete' && (answer.before[at] ?? null) !== null));
}

function lastUpTo(changes: readonly Change[], revision: number): Change | undefined {
  return changes.findLast((change) => change.revision <= revision);
}

function addTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(value);
}

function wordsOf(call: KeyCall | undefined): string {
  return call === undefined ? 'a call' : `[${describeCall(call)}]`;
}
