import { ErrorCode, outcome, success } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import type { Plan } from '../plan-context.ts';
import type { InitialiseCluster, InitialiseClusterReply } from './commands.ts';

/** The level of records that this version writes. */
export const metadataLevel = 2;

export function planInitialiseCluster(image: MetadataImage, command: InitialiseCluster): Plan<InitialiseClusterReply> {
  const { clusterId } = command;
  const present = image.cluster.clusterId;
  if (clusterId === '' || clusterId.length > 64)
    return refuse(ErrorCode.INVALID_REQUEST, 'A cluster id has from 1 to 64 characters.');
  if (present === clusterId) return { records: [], reply: { outcome: success } };
  if (present !== '')
    return refuse(
      ErrorCode.INCONSISTENT_CLUSTER_ID,
      `This is the metadata of cluster ${present}, not of ${clusterId}; start the node on the directory of its own cluster.`,
    );
  return { records: [{ kind: 'clusterInitialised', clusterId, metadataLevel }], reply: { outcome: success } };
}

function refuse(code: ErrorCode, sentence: string): Plan<InitialiseClusterReply> {
  return { records: [], reply: { outcome: outcome(code, sentence) } };
}
