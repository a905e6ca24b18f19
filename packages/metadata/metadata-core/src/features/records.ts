/** The cluster is at this level of a feature from now on. */
export interface FeatureLevelSet {
  readonly kind: 'featureLevelSet';
  readonly name: string;
  readonly level: number;
}
