/** What an open file needs of its virtual disk. */
import type { DiskFaultEffect, DiskOperation } from './disk-faults.ts';
import type { DiskState } from './disk-state.ts';
import type { DiskStep } from './journal.ts';

/** The inner side of a virtual disk. */
export interface DiskAccess {
  readonly boundary: number;
  readonly capacityBytes: number;
  /** Waits as long as the operation takes and meets the faults laid for it. */
  begin(operation: DiskOperation, path: string, bytes?: number): Promise<DiskFaultEffect | undefined>;
  /** Takes a step, and keeps it when recording. */
  step(step: DiskStep, path: string): void;
  /** The state that reads look at. Fails when the disk is dead. */
  view(path: string): DiskState;
}
