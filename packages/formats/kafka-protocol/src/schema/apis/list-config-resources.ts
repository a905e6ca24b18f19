import type { ApiSchema } from '../notation.ts';

/** ListConfigResources, key 74. */
export const listConfigResources: ApiSchema = {
  key: 74,
  name: 'ListConfigResources',
  versions: '0-1',
  flexible: '0+',
  request: `
    resourceTypes []int8 1+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    configResources []ConfigResource 0+
      resourceName string 0+
      resourceType int8 1+ = 16 ignorable
  `,
};
