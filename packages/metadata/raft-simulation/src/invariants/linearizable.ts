/**
 * Writes append to one list; a write ends with its position, a read with the length that it saw. Such a history is linearizable
 * if and only if no operation ends at a position that was passed before it began (writes: reached), since positions are the
 * order. (FAULT-22, FAULT-23.)
 */
import { violated } from './invariant.ts';

export interface Operation {
  readonly kind: 'write' | 'read';
  /** The highest position that any finished operation had when this one began. */
  readonly after: number;
}

export class Linearizability {
  #frontier = 0;
  finished: Record<Operation['kind'], number> = { write: 0, read: 0 };

  begin(kind: Operation['kind']): Operation {
    return { kind, after: this.#frontier };
  }

  end({ kind, after }: Operation, position: number): void {
    if (position < after || (kind === 'write' && position === after))
      violated('linearizable', `a ${kind} ends at ${position}; it began when ${after} was known`);
    this.#frontier = Math.max(this.#frontier, position);
    this.finished[kind] += 1;
  }
}
