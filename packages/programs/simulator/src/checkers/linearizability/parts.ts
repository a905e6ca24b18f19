/** Which calls have to be looked at together: those about the same keys, directly or through others. */
import { type KeyCall, pathsOf } from './key-call.ts';

/** Numbers of calls, each part in order. */
export function partsOf(calls: readonly KeyCall[]): readonly (readonly number[])[] {
  const groups = new Groups();
  for (const { request } of calls) groups.join(pathsOf(request));
  for (const { request } of calls)
    if (request.kind === 'list') groups.join(groups.paths.filter((path) => path.startsWith(request.prefix)));
  const parts = new Map<string, number[]>();
  for (const [number, { request }] of calls.entries()) {
    const path =
      request.kind === 'list' ? groups.paths.find((one) => one.startsWith(request.prefix)) : pathsOf(request)[0];
    const group = path === undefined ? '' : groups.of(path);
    const part = parts.get(group) ?? [];
    parts.set(group, part);
    part.push(number);
  }
  return [...parts.values()];
}

/** Sets that only ever grow together. */
class Groups {
  readonly #parents = new Map<string, string>();

  get paths(): readonly string[] {
    return [...this.#parents.keys()];
  }

  join(paths: readonly string[]): void {
    const [first] = paths;
    for (const path of paths) this.#parents.set(this.of(path), this.of(first ?? path));
  }

  of(path: string): string {
    const parent = this.#parents.get(path);
    if (parent === undefined) this.#parents.set(path, path);
    return parent === undefined || parent === path ? path : this.of(parent);
  }
}
