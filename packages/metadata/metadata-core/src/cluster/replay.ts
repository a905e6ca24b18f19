import type { MetadataImage } from '../image.ts';
import type { ClusterInitialised } from '../record.ts';

export function replayCluster(image: MetadataImage, record: ClusterInitialised): MetadataImage {
  return { ...image, cluster: { clusterId: record.clusterId, metadataLevel: record.metadataLevel } };
}
