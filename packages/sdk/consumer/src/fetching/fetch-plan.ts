/** What is to be asked of whom in one turn: partitions by the node that leads them. */
import type { LeaderView, ServerAddress } from '@ottla/client-core';
import type { PartitionState } from './partition-state.ts';

/** One node's part of a turn. */
export interface NodePlan {
  readonly address: ServerAddress;
  /** Partitions that need a position first. */
  readonly unplaced: PartitionState[];
  /** Partitions to be fetched. */
  readonly placed: PartitionState[];
}

export class FetchPlan {
  needsMetadata: boolean;
  /** When the first of the partitions that pause after a failure may be asked for again. Infinity: none pauses. */
  wakeAtMs: number = Infinity;
  readonly #nowMs: number;
  readonly #byNode = new Map<number, NodePlan>();

  constructor(nowMs: number, needsMetadata: boolean) {
    this.#nowMs = nowMs;
    this.needsMetadata = needsMetadata;
  }

  /** Whether a partition is not to be asked for yet; then this turn's sleep ends in time for it. */
  mustPause({ notBeforeMs }: PartitionState): boolean {
    if (notBeforeMs <= this.#nowMs) return false;
    this.wakeAtMs = Math.min(this.wakeAtMs, notBeforeMs);
    return true;
  }

  add({ nodeId, address }: LeaderView, state: PartitionState): void {
    const node = this.#planOf(nodeId, address);
    if (state.startAt === undefined) node.placed.push(state);
    else node.unplaced.push(state);
  }

  nodes(): Iterable<NodePlan> {
    return this.#byNode.values();
  }

  #planOf(nodeId: number, address: ServerAddress): NodePlan {
    const known = this.#byNode.get(nodeId);
    if (known !== undefined) return known;
    const node: NodePlan = { address, unplaced: [], placed: [] };
    this.#byNode.set(nodeId, node);
    return node;
  }
}
