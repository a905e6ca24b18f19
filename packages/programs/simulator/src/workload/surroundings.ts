/** What every client of the workload has around it. */
import type { Clock, RpcNetwork, Timers } from '@ottla/base';
import type { SeededRandomness, VirtualNetwork } from '@ottla/testing';
import type { History } from '../history/history.ts';
import type { PartitionKey } from '../history/operations.ts';
import type { Timeline } from '../trace/timeline.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Catalog } from './catalog.ts';
import type { BatchTools } from './values.ts';

/** `working`: new operations. `draining`: what is under way is finished. `over`: nothing happens any more. */
export type Phase = 'working' | 'draining' | 'over';

/** Shared by all clients, but for the randomness. */
export interface Surroundings {
  readonly history: History;
  readonly timeline: Timeline;
  readonly randomness: SeededRandomness;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly network: VirtualNetwork;
  readonly rpc: RpcNetwork;
  readonly tools: BatchTools;
  readonly swarm: Swarm;
  readonly catalog: Catalog;
  phase(): Phase;
  /** Where the log of a partition starts at this moment, as the node itself knows; -1 when it is down. */
  logStartOf(key: PartitionKey): number;
}
