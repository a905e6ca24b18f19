/** INV-META-7 to INV-META-9, written down a second time, dumbly. */
import { expect } from 'vitest';
import type { CoordinationState } from '../../src/index.ts';

/** Holds of every state; `before` is one that it came from. */
export function checkCoordination(before: CoordinationState, state: CoordinationState): void {
  expect(state.revision).toBeGreaterThanOrEqual(before.revision);
  const held: string[] = [];
  let bytes = 0;
  const children = new Map<string, number>();
  for (const key of state.keys.values()) {
    bytes += key.path.length + key.value.length;
    const parent = `${key.path.split('/').slice(0, -1).join('/')}/`;
    children.set(parent, (children.get(parent) ?? 0) + 1);
    expect(key.createRevision).toBeLessThanOrEqual(key.modRevision);
    expect(key.modRevision).toBeLessThanOrEqual(state.revision);
    if (key.session === undefined) continue;
    expect(state.sessions.has(key.session)).toBe(true);
    held.push(`${key.session} key ${key.path}`);
  }
  const firsts = new Set<string>();
  for (const [at, candidate] of state.candidates) {
    const election = `${candidate.purpose} ${candidate.name}`;
    expect(candidate.token > 0).toBe(!firsts.has(election));
    expect(candidate.token).toBeLessThanOrEqual(state.revision);
    firsts.add(election);
    expect(state.sessions.has(candidate.session)).toBe(true);
    held.push(`${candidate.session} candidacy ${at}`);
  }
  for (const session of state.sessions.keys()) expect(session).toBeLessThanOrEqual(state.revision);
  expect(state.keyBytes).toBe(bytes);
  expect(new Map(state.childCounts)).toEqual(children);
  expect(listed(state)).toEqual(held.sort());
}

function listed(state: CoordinationState): string[] {
  return [...state.holdings]
    .map(([at, holding]) => {
      const session = Number.parseInt(at.slice(0, 14), 16);
      return `${session} ${holding.kind} ${holding.kind === 'key' ? holding.path : holding.key}`;
    })
    .sort();
}
