/** A started cluster of three, of either kind. */
export interface ComparedCluster {
  readonly name: 'Ottla' | 'etcd';
  /** The client's port of the node that leads. */
  readonly port: number;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}
