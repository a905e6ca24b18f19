import type { ApiSchema } from '../notation.ts';

/** DescribeClientQuotas, key 48. */
export const describeClientQuotas: ApiSchema = {
  key: 48,
  name: 'DescribeClientQuotas',
  versions: '0-1',
  flexible: '1+',
  request: `
    components []ComponentData 0+
      entityType string 0+
      matchType int8 0+
      match string? 0+
    strict bool 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+
    entries []EntryData? 0+
      entity []EntityData 0+
        entityType string 0+
        entityName string? 0+
      values []ValueData 0+
        key string 0+
        value float64 0+
  `,
};
