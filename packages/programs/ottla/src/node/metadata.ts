/** Opens the metadata of a node that is a quorum of one, and gives a new cluster its id. */
import { type BrokerId, ErrorCode, messageOf, type Platform, type ResolvedSettings } from '@ottla/base';
import { nodeDefaults } from '@ottla/broker';
import { MetadataLogError, MetadataService, QuorumMetrics, quorumOfOne, timedStores } from '@ottla/metadata-service';
import type { NodeIdentity } from './identity.ts';
import { NodeError } from './node-error.ts';

/** Where and for whom. */
export interface MetadataOptions {
  readonly directory: string;
  readonly identity: NodeIdentity;
  readonly settings: ResolvedSettings;
  /** Called once when the metadata log failed for good. */
  readonly onFailure: (error: Error) => void;
}

/** Starts the service on `<directory>/metadata`. Throws a `NodeError` (`metadata`, `foreignDirectory`). */
export async function openMetadata(platform: Platform, options: MetadataOptions): Promise<MetadataService> {
  const { directory, identity } = options;
  // Nobody else is a member, so nobody else is listened to: the peer port has no way to consensus.
  const measured = new QuorumMetrics(platform.metrics);
  const log = quorumOfOne({
    platform,
    stores: timedStores(platform.keyValueStores, platform.clock, measured.syncSeconds),
    path: `${directory}/metadata`,
    crc32c: platform.crc32c,
    clusterId: identity.clusterId,
    nodeId: identity.nodeId,
    expectExisting: identity.initialised,
  });
  measured.watch(() => log.member);
  const service = new MetadataService({
    log,
    platform,
    node: nodeDefaults(options.settings, identity.nodeId as BrokerId),
    onFailure: options.onFailure,
  });
  try {
    await service.start();
  } catch (error) {
    if (error instanceof MetadataLogError)
      throw new NodeError(error.code === 'foreign' ? 'foreignDirectory' : 'metadata', error.message, { cause: error });
    throw new NodeError('metadata', `the metadata in ${directory}/metadata cannot be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
  await giveClusterItsId(service, directory, identity);
  return service;
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
