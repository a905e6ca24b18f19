import type { ApiSchema } from '../notation.ts';

/** IncrementalAlterConfigs, key 44. */
export const incrementalAlterConfigs: ApiSchema = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: '0-1',
  flexible: '1+',
  request: `
    resources []AlterConfigsResource 0+
      resourceType int8 0+
      resourceName string 0+
      configs []AlterableConfig 0+
        name string 0+
        configOperation int8 0+
        value string? 0+
    validateOnly bool 0+
  `,
  response: `
    throttleTimeMs int32 0+
    responses []AlterConfigsResourceResponse 0+
      errorCode int16 0+
      errorMessage string? 0+
      resourceType int8 0+
      resourceName string 0+
  `,
};
