/** Which directories founders have been here with. */
import type { NodeId } from '@ottla/raft-core';

export interface FounderMemory {
  /** Why it does not know who has been here, as part of a sentence; undefined when it does. */
  readonly lost: string | undefined;
  directoryOf(id: NodeId): string | undefined;
  /** Durable on return. Where it fails, both may be durable: this directory, or what was there before. One call at a time. */
  remember(id: NodeId, directoryId: string): Promise<void>;
}
