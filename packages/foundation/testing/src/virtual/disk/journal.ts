/** What happened to a virtual disk, in order: enough to make its state at every boundary again. */

/** A directory or a file is known by its number, whatever its name is at the moment. */
export type InodeId = number;

/** A name in a directory. */
export interface Place {
  readonly directory: InodeId;
  readonly name: string;
}

/** One step of a disk. `asOf` of a sync is the boundary at which it began: later writes are not covered. */
export type DiskStep =
  | { readonly kind: 'createFile'; readonly place: Place; readonly inode: InodeId }
  | { readonly kind: 'makeDirectory'; readonly place: Place; readonly inode: InodeId }
  | { readonly kind: 'write'; readonly inode: InodeId; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly inode: InodeId; readonly size: number }
  | { readonly kind: 'sync'; readonly inode: InodeId; readonly asOf: number }
  | { readonly kind: 'failSync'; readonly inode: InodeId; readonly asOf: number }
  | { readonly kind: 'syncDirectory'; readonly directory: InodeId; readonly asOf: number }
  | { readonly kind: 'remove'; readonly place: Place }
  | { readonly kind: 'rename'; readonly from: Place; readonly to: Place; readonly inode: InodeId }
  | { readonly kind: 'flipBit'; readonly inode: InodeId; readonly position: number; readonly bit: number };

/** A step with the path that it was about, for people. */
export interface JournalEntry {
  readonly step: DiskStep;
  readonly path: string;
}

/** `write /logs/0.log @512+100`: one line about a step. */
export function describeEntry({ step, path }: JournalEntry): string {
  if (step.kind === 'write') return `write ${path} @${step.position}+${step.bytes.length}`;
  if (step.kind === 'truncate') return `truncate ${path} to ${step.size}`;
  return `${step.kind} ${path}`;
}
