/** The revision of each write, as far as anybody was told: by its own answer, or by whoever read what it wrote. */
import { type KeyCall, type KeyView, mayWrite } from './key-call.ts';

/** By the number of the call in its history. A write that nobody saw is not in it. */
export function revisionsSeen(calls: readonly KeyCall[]): ReadonlyMap<number, number> {
  const writers = writersOf(calls);
  const seen = new Map<number, number>();
  for (const [number, call] of calls.entries()) {
    const answer = call.returned?.answer;
    if (answer?.kind === 'transact' && mayWrite(call.request)) seen.set(number, answer.revision);
  }
  for (const { view } of calls.flatMap(viewsIn)) {
    const writer = writers.get(view.value);
    if (writer !== undefined && !seen.has(writer)) seen.set(writer, view.modRevision);
  }
  return seen;
}

/** Which call writes a value. */
export function writersOf(calls: readonly KeyCall[]): ReadonlyMap<string, number> {
  const writers = new Map<string, number>();
  for (const [number, { request }] of calls.entries())
    if (request.kind === 'transact')
      for (const operation of [...request.operations, ...request.otherwise])
        if (operation.kind === 'put') writers.set(operation.value, number);
  return writers;
}

/** Every key that an answer tells, with its path. */
export function viewsIn({ request, returned }: KeyCall): readonly { readonly path: string; readonly view: KeyView }[] {
  const answer = returned?.answer;
  if (answer === undefined) return [];
  if (answer.kind === 'list') return answer.keys.map((view) => ({ path: view.path, view }));
  if (answer.kind === 'get')
    return request.kind === 'get' && answer.key !== null ? [{ path: request.path, view: answer.key }] : [];
  if (request.kind !== 'transact') return [];
  const chosen = answer.held ? request.operations : request.otherwise;
  return chosen.flatMap(({ path }, at) => {
    const view = answer.before[at];
    return view === undefined || view === null ? [] : [{ path, view }];
  });
}
