/** The cluster itself: who it is, and in which level of the record format it speaks. */
export interface ClusterState {
  /** Empty until the cluster was initialised. */
  readonly clusterId: string;
  /** The feature level of metadata records. */
  readonly metadataLevel: number;
}

/** A cluster of which nothing is known yet. */
export const noCluster: ClusterState = Object.freeze({ clusterId: '', metadataLevel: 0 });
