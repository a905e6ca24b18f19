/** Keys as they should be: what each call makes of a state, and whether that is what its client was told. */
import type {
  CallCondition,
  CallOperation,
  KeyAnswer,
  KeyCall,
  KeyRequest,
  KeyView,
  TransactCall,
} from './key-call.ts';

/** A key of the model. Who wrote and who made it are numbers of calls. */
export interface ModelKey {
  readonly value: string;
  readonly version: number;
  readonly writer: number;
  readonly creator: number;
}

/** By path. Never changed in place. */
export type ModelState = ReadonlyMap<string, ModelKey>;

export class KeyModel {
  readonly #calls: readonly KeyCall[];
  /** The revision that a call wrote at; undefined where nobody was told. */
  readonly #revisionOf: (call: number) => number | undefined;

  constructor(calls: readonly KeyCall[], revisionOf: (call: number) => number | undefined) {
    this.#calls = calls;
    this.#revisionOf = revisionOf;
  }

  /** The state after this call; the same one where nothing changes, and undefined where the call's answer does not fit. */
  after(state: ModelState, number: number): ModelState | undefined {
    const call = this.#calls[number];
    if (call === undefined) return undefined;
    const { request, returned } = call;
    if (request.kind !== 'transact')
      return returned === undefined || this.#reads(state, request, returned.answer) ? state : undefined;
    const held = request.conditions.every((condition) => this.#holds(state.get(condition.path), condition));
    const chosen = held ? request.operations : request.otherwise;
    if (returned !== undefined && !this.#fits(state, { held, chosen }, returned.answer)) return undefined;
    return carriedOut(state, chosen, number);
  }

  #reads(state: ModelState, request: Exclude<KeyRequest, TransactCall>, answer: KeyAnswer): boolean {
    if (request.kind === 'get') return answer.kind === 'get' && this.#isSeen(state.get(request.path), answer.key);
    if (answer.kind !== 'list') return false;
    const present = [...state.keys()].filter((path) => path.startsWith(request.prefix));
    return (
      present.length === answer.keys.length &&
      answer.keys.every((view) => view.path.startsWith(request.prefix) && this.#isSeen(state.get(view.path), view))
    );
  }

  #fits(
    state: ModelState,
    { held, chosen }: { readonly held: boolean; readonly chosen: readonly CallOperation[] },
    answer: KeyAnswer,
  ): boolean {
    if (answer.kind !== 'transact' || answer.held !== held || answer.before.length !== chosen.length) return false;
    return chosen.every(({ path }, at) => this.#isSeen(state.get(path), answer.before[at] ?? null));
  }

  /** Whether who saw `view` saw this key. */
  #isSeen(key: ModelKey | undefined, view: KeyView | null): boolean {
    if (key === undefined || view === null) return key === undefined && view === null;
    return (
      key.value === view.value &&
      key.version === view.version &&
      isRevision(this.#revisionOf(key.writer), view.modRevision) &&
      isRevision(this.#revisionOf(key.creator), view.createRevision)
    );
  }

  #holds(key: ModelKey | undefined, condition: CallCondition): boolean {
    const isEqual =
      condition.of === 'value'
        ? key?.value === condition.value
        : this.#numberOf(key, condition.of) === condition.number;
    return isEqual === (condition.is === 'equal');
  }

  /** Undefined is equal to no number: what nobody was told, nobody asks for. */
  #numberOf(key: ModelKey | undefined, of: 'version' | 'createRevision' | 'modRevision'): number | undefined {
    if (key === undefined) return 0;
    if (of === 'version') return key.version;
    return this.#revisionOf(of === 'modRevision' ? key.writer : key.creator);
  }
}

function isRevision(known: number | undefined, told: number): boolean {
  return known === undefined || known === told;
}

function carriedOut(state: ModelState, operations: readonly CallOperation[], number: number): ModelState {
  let next: Map<string, ModelKey> | undefined;
  for (const operation of operations) {
    if (operation.kind === 'get') continue;
    const before = state.get(operation.path);
    if (operation.kind === 'delete' && before === undefined) continue;
    next ??= new Map(state);
    if (operation.kind === 'delete') next.delete(operation.path);
    if (operation.kind === 'put')
      next.set(operation.path, {
        value: operation.value,
        version: (before?.version ?? 0) + 1,
        writer: number,
        creator: before?.creator ?? number,
      });
  }
  return next ?? state;
}
