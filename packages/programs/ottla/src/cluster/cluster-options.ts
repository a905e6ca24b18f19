/** What a cluster inside of a process is to be. */
import type { Logger, SettingValue } from '@ottla/base';
import { clusterNodesMax } from '../limits.ts';
import { NodeError } from '../node/node-error.ts';

/** How to start a cluster. Without a `dataDir` it is kept in memory, and gone when it is stopped. */
export interface StartClusterOptions {
  /** Nodes that keep the metadata; more than half of them have to be up. Default: as many as there are brokers. */
  readonly metadataNodes?: number;
  /** How many of them keep partitions too. Default: all; without `metadataNodes` 3. */
  readonly brokers?: number;
  /** Where everything durable lies, in a directory for each node. A cluster that is there already is started again. */
  readonly dataDir?: string;
  /** Address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** Any other setting by its name, for all nodes: `{ 'log.retention.ms': 60_000 }`. */
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** Where log events of all nodes go. Default: nowhere. */
  readonly logger?: Logger;
}

export interface ClusterSize {
  readonly nodes: number;
  readonly brokers: number;
}

const optionNames = ['metadataNodes', 'brokers', 'dataDir', 'host', 'settings', 'logger'];

/** Throws a `NodeError` (`invalidSettings`). */
export function sizeOf(options: StartClusterOptions): ClusterSize {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) throw wrong(`startCluster has no option ${unknown}; it takes ${optionNames.join(', ')}`);
  const nodes = options.metadataNodes ?? options.brokers ?? 3;
  const brokers = options.brokers ?? nodes;
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > clusterNodesMax)
    throw wrong(`metadataNodes is ${nodes}, but it must be a whole number from 1 to ${clusterNodesMax}`);
  if (!Number.isInteger(brokers) || brokers < 0 || brokers > nodes)
    throw wrong(
      `brokers is ${brokers}, but it must be a whole number from 0 to ${nodes}: in this version each broker keeps the metadata too`,
    );
  return { nodes, brokers };
}

function wrong(sentence: string): NodeError {
  return new NodeError('invalidSettings', sentence);
}
