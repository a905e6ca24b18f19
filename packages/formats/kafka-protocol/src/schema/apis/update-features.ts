import type { ApiSchema } from '../notation.ts';

/** UpdateFeatures, key 57. */
export const updateFeatures: ApiSchema = {
  key: 57,
  name: 'UpdateFeatures',
  versions: '0-2',
  flexible: '0+',
  request: `
    timeoutMs int32 0+ = 60000
    featureUpdates []FeatureUpdateKey 0+
      feature string 0+
      maxVersionLevel int16 0+
      allowDowngrade bool 0
      upgradeType int8 1+ = 1
    validateOnly bool 1+ = false
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+
    results []UpdatableFeatureResult 0-1 ignorable
      feature string 0+
      errorCode int16 0+
      errorMessage string? 0+
  `,
};
