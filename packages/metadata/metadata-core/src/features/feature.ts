/** The levels in which a version, or a broker, can speak about one thing. */
export interface FeatureRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** The feature that says which metadata records there may be. Its level is that of the cluster state. */
export const metadataFeature = 'metadata.version';

/** The features that this version has. The cluster is at one level of each. */
export const supportedFeatures: readonly FeatureRange[] = Object.freeze([
  Object.freeze({ name: metadataFeature, min: 1, max: 2 }),
]);

/** What a broker is held to speak that has not said it: it comes from a version that did not ask. */
export const featuresUntold: readonly FeatureRange[] = Object.freeze([
  Object.freeze({ name: metadataFeature, min: 1, max: 1 }),
]);

/** Whether this level lies in the range of that name. A feature without range is off: level 0 is all that it has. */
export function speaksLevel(ranges: readonly FeatureRange[], name: string, level: number): boolean {
  const range = ranges.find((one) => one.name === name);
  return range === undefined ? level === 0 : level >= range.min && level <= range.max;
}
