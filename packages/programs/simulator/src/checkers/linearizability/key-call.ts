/**
 * What clients asked about keys and what they were told: the only thing that the checkers of this folder look at. Nothing in it
 * belongs to a simulation; a recorder on real processes writes the same.
 *
 * Values are unique: no two puts of a history write the same text. Numbers in conditions are 0 or come from an answer of the history.
 */

/** A key as an answer tells it. */
export interface KeyView {
  readonly value: string;
  /** How often it was written since it was made, that included. */
  readonly version: number;
  readonly createRevision: number;
  readonly modRevision: number;
}

/** A key that is not there has the numbers 0 and no value. */
export type CallCondition =
  | {
      readonly path: string;
      readonly of: 'version' | 'createRevision' | 'modRevision';
      readonly is: 'equal' | 'notEqual';
      readonly number: number;
    }
  | { readonly path: string; readonly of: 'value'; readonly is: 'equal' | 'notEqual'; readonly value: string };

export type CallOperation =
  | { readonly kind: 'put'; readonly path: string; readonly value: string }
  | { readonly kind: 'delete' | 'get'; readonly path: string };

/** A transaction: one list when all conditions hold, the other when not; all of it at one moment. */
export interface TransactCall {
  readonly kind: 'transact';
  readonly conditions: readonly CallCondition[];
  readonly operations: readonly CallOperation[];
  readonly otherwise: readonly CallOperation[];
}

/** Reads, all at one moment. `stale`: as some node has it, which may be the past. */
export type ReadCall =
  | { readonly kind: 'get'; readonly path: string; readonly stale: boolean }
  | { readonly kind: 'list'; readonly prefix: string; readonly stale: boolean };

export type KeyRequest = TransactCall | ReadCall;

export interface TransactAnswer {
  readonly kind: 'transact';
  readonly held: boolean;
  /** Of what was written; of the state that was looked at when nothing was. */
  readonly revision: number;
  /** In the order of the list that was chosen, each key as it was before; null where it was not there. */
  readonly before: readonly (KeyView | null)[];
}

export type KeyAnswer =
  | TransactAnswer
  | { readonly kind: 'get'; readonly revision: number; readonly key: KeyView | null }
  | {
      readonly kind: 'list';
      readonly revision: number;
      readonly keys: readonly (KeyView & { readonly path: string })[];
    };

/**
 * One request from its beginning to its end. Moments are of one observer; what ends at the moment at which something else begins counts
 * as beside it. Without an answer nobody knows whether it took effect, or when. What was refused is in no history: nothing came of it.
 */
export interface KeyCall {
  readonly client: string;
  readonly calledAt: number;
  readonly request: KeyRequest;
  /** Undefined: the outcome is not known. */
  readonly returned: { readonly at: number; readonly answer: KeyAnswer } | undefined;
}

/** Whether a request may change something. */
export function mayWrite(request: KeyRequest): request is TransactCall {
  return (
    request.kind === 'transact' && [...request.operations, ...request.otherwise].some(({ kind }) => kind !== 'get')
  );
}

/** The paths that a request names; of a list, the prefix is for whoever asks. */
export function pathsOf(request: KeyRequest): readonly string[] {
  if (request.kind === 'get') return [request.path];
  if (request.kind === 'list') return [];
  return [...request.conditions, ...request.operations, ...request.otherwise].map(({ path }) => path);
}

/** A call in words. */
export function describeCall({ client, calledAt, request, returned }: KeyCall): string {
  const answer = returned === undefined ? 'no answer' : `${returned.at}: ${JSON.stringify(returned.answer)}`;
  return `${client} at ${calledAt}: ${JSON.stringify(request)}; ${answer}`;
}
