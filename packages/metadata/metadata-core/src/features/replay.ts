import type { MetadataImage } from '../image.ts';
import { metadataFeature } from './feature.ts';
import type { FeatureLevelSet } from './records.ts';

/** Sets a level; also that of a feature which this version does not have, so that nothing of a newer one is lost. A cluster that was not initialised has no level. */
export function replayFeatureLevel(image: MetadataImage, { name, level }: FeatureLevelSet): MetadataImage {
  if (name === metadataFeature && image.cluster.clusterId === '') return image;
  if (name === metadataFeature) return { ...image, cluster: { ...image.cluster, metadataLevel: level } };
  return { ...image, features: level === 0 ? image.features.delete(name) : image.features.set(name, level) };
}

/** The level of a feature; 0 when it is off. */
export function featureLevel(image: MetadataImage, name: string): number {
  return name === metadataFeature ? image.cluster.metadataLevel : (image.features.get(name) ?? 0);
}
