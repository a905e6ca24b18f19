import type { Crc32c, KeyValueStores, Platform } from '@ottla/base';
import { membershipOf, type NodeId } from '@ottla/raft-core';
import { noPeers } from '@ottla/raft-node';
import { QuorumLog } from './quorum-log.ts';

export interface QuorumOfOneOptions {
  readonly platform: Pick<Platform, 'timers' | 'randomness' | 'logger'>;
  readonly stores: KeyValueStores;
  /** The directory of the store. */
  readonly path: string;
  readonly crc32c: Crc32c;
  readonly clusterId: string;
  readonly nodeId: number;
  /** The node has been running before, so an empty log must be refused. */
  readonly expectExisting: boolean;
  /** As that of a log with others. */
  readonly remember?: () => Promise<void>;
}

/** The log of a node that is alone and speaks with nobody. */
export function quorumOfOne(options: QuorumOfOneOptions): QuorumLog {
  const { platform, stores, path, crc32c, clusterId, expectExisting, remember } = options;
  const nodeId = options.nodeId as NodeId;
  return new QuorumLog({
    platform,
    storage: { stores, path, crc32c, owner: { clusterId, nodeId }, expectExisting },
    founders: membershipOf({ voters: [nodeId], learners: [] }),
    transport: noPeers,
    ...(remember === undefined ? {} : { remember }),
  });
}
