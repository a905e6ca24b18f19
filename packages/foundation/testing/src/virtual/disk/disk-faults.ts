/**
 * What can be wrong with a virtual disk beside losing power. A fault waits for the nth operation of its kind (on a path,
 * if one is named), happens `times` times, and is gone.
 */
import type { FileSystemErrorCode } from '@ottla/base';

/** Operations that a fault can hit. */
export type DiskOperation =
  | 'open'
  | 'read'
  | 'write'
  | 'sync'
  | 'truncate'
  | 'list'
  | 'makeDirectory'
  | 'remove'
  | 'rename'
  | 'syncDirectory'
  | 'lock';

export type DiskFaultEffect =
  /** The operation fails. Of a write `writtenBytes` are there all the same (default 0); a failed sync forgets what it was to sync. */
  | { readonly kind: 'error'; readonly code: FileSystemErrorCode; readonly writtenBytes?: number }
  /** A read gives what is on the medium, not what was last written. */
  | { readonly kind: 'stale' }
  /** A write says that it is done and is not. */
  | { readonly kind: 'lost' }
  /** A write lands somewhere else in the same file. */
  | { readonly kind: 'misdirected'; readonly position: number }
  /** It takes this much longer. Needs timers. */
  | { readonly kind: 'slow'; readonly delayMs: number };

export interface DiskFault {
  readonly operation: DiskOperation;
  readonly effect: DiskFaultEffect;
  /** Only operations on paths for which this holds. Default: all. */
  readonly on?: (path: string) => boolean;
  /** Which of them: 1 the next one. Default 1. */
  readonly nth?: number;
  /** How many in a row. Default 1; `Infinity` until `clear`. */
  readonly times?: number;
}

/** The faults that wait on one disk. */
export class DiskFaults {
  private readonly waiting: { readonly fault: DiskFault; skip: number; left: number }[] = [];

  /** Lays a fault. The answer takes it away again. */
  add(fault: DiskFault): () => void {
    const entry = { fault, skip: (fault.nth ?? 1) - 1, left: fault.times ?? 1 };
    this.waiting.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  clear(): void {
    this.waiting.length = 0;
  }

  /** What happens to this operation, which counts for every fault that it matches. */
  take(operation: DiskOperation, path: string): DiskFaultEffect | undefined {
    let effect: DiskFaultEffect | undefined;
    for (const entry of this.waiting) {
      const { fault } = entry;
      if (entry.left <= 0 || fault.operation !== operation || fault.on?.(path) === false) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
      } else if (effect === undefined) {
        entry.left -= 1;
        effect = fault.effect;
      }
    }
    return effect;
  }
}
