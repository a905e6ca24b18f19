import type { ProtocolOutcome } from '@ottla/base';

/** Gives a new cluster its id. Succeeds again with the same id; another id is refused with INCONSISTENT_CLUSTER_ID. */
export interface InitialiseCluster {
  readonly kind: 'initialiseCluster';
  readonly clusterId: string;
}

export interface InitialiseClusterReply {
  readonly outcome: ProtocolOutcome;
}
