import type { ApiSchema } from '../notation.ts';

/** ApiVersions, key 18. */
export const apiVersions: ApiSchema = {
  key: 18,
  name: 'ApiVersions',
  versions: '0-4',
  flexible: '3+',
  request: `
    clientSoftwareName string 3+ ignorable
    clientSoftwareVersion string 3+ ignorable
  `,
  response: `
    errorCode int16 0+
    apiKeys []ApiVersion 0+
      apiKey int16 0+
      minVersion int16 0+
      maxVersion int16 0+
    throttleTimeMs int32 1+ ignorable
    supportedFeatures []SupportedFeatureKey 3+ tag 0 ignorable
      name string 3+
      minVersion int16 3+
      maxVersion int16 3+
    finalizedFeaturesEpoch int64 3+ = -1 tag 1 ignorable
    finalizedFeatures []FinalizedFeatureKey 3+ tag 2 ignorable
      name string 3+
      maxVersionLevel int16 3+
      minVersionLevel int16 3+
    zkMigrationReady bool 3+ = false tag 3 ignorable
  `,
};
