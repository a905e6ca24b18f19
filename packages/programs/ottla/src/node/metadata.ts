/** Opens the metadata of a node that is a quorum of one, and gives a new cluster its id. */
import {
  type BrokerId,
  ErrorCode,
  messageOf,
  type NetworkAddress,
  NetworkError,
  type Platform,
  type ResolvedSettings,
} from '@ottla/base';
import { nodeDefaults } from '@ottla/broker';
import { MetadataLogError, MetadataService, QuorumLog } from '@ottla/metadata-service';
import { membershipOf, type NodeId } from '@ottla/raft-core';
import { RpcPeerTransport } from '@ottla/raft-node';
import type { NodeIdentity } from './identity.ts';
import { NodeError } from './node-error.ts';

/** Where and for whom. */
export interface MetadataOptions {
  readonly directory: string;
  readonly identity: NodeIdentity;
  readonly settings: ResolvedSettings;
  /** Where nodes of the cluster reach this one; port 0 lets the system choose. */
  readonly peer: NetworkAddress;
  /** Called once when the metadata log failed for good. */
  readonly onFailure: (error: Error) => void;
}

/** The metadata of a running node. */
export interface OpenedMetadata {
  readonly service: MetadataService;
  /** Where its peer door is. */
  readonly peer: NetworkAddress;
}

/** Starts the service on `<directory>/metadata`. Throws a `NodeError` (`metadata`, `foreignDirectory`) or a `NetworkError`. */
export async function openMetadata(platform: Platform, options: MetadataOptions): Promise<OpenedMetadata> {
  const { directory, identity, peer } = options;
  const { clusterId } = identity;
  const nodeId = identity.nodeId as NodeId;
  const transport = new RpcPeerTransport({ platform, clusterId, id: nodeId, listen: peer });
  const log = new QuorumLog({
    platform,
    storage: {
      stores: platform.keyValueStores,
      path: `${directory}/metadata`,
      crc32c: platform.crc32c,
      owner: { clusterId, nodeId },
      expectExisting: identity.initialised,
    },
    founders: membershipOf({ voters: [nodeId], learners: [] }),
    transport,
  });
  const service = new MetadataService({
    log,
    platform,
    node: nodeDefaults(options.settings, identity.nodeId as BrokerId),
    onFailure: options.onFailure,
  });
  try {
    await service.start();
  } catch (error) {
    if (error instanceof NetworkError) throw error;
    if (error instanceof MetadataLogError)
      throw new NodeError(error.code === 'foreign' ? 'foreignDirectory' : 'metadata', error.message, { cause: error });
    throw new NodeError('metadata', `the metadata in ${directory}/metadata cannot be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
  await giveClusterItsId(service, directory, identity);
  return { service, peer: transport.listening };
}

async function giveClusterItsId(service: MetadataService, directory: string, identity: NodeIdentity): Promise<void> {
  const { clusterId } = service.image().cluster;
  if (clusterId === identity.clusterId) return;
  if (clusterId !== '') {
    await service.stop();
    throw new NodeError(
      'foreignDirectory',
      `${directory}/metadata belongs to cluster ${clusterId}, but node.json says ${identity.clusterId}: parts of two directories were mixed; nothing was touched; restore one of them from a backup`,
    );
  }
  const result = await service.submit({ kind: 'initialiseCluster', clusterId: identity.clusterId });
  const outcome = result.kind === 'committed' ? result.reply.outcome : result.outcome;
  if (outcome.code === ErrorCode.NONE) return;
  await service.stop();
  throw new NodeError('metadata', `the metadata of a new cluster could not be written: ${outcome.message}`);
}
