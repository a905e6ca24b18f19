import type { ApiSchema } from '../notation.ts';

/** AlterClientQuotas, key 49. */
export const alterClientQuotas: ApiSchema = {
  key: 49,
  name: 'AlterClientQuotas',
  versions: '0-1',
  flexible: '1+',
  request: `
    entries []EntryData 0+
      entity []EntityData 0+
        entityType string 0+
        entityName string? 0+
      ops []OpData 0+
        key string 0+
        value float64 0+
        remove bool 0+
    validateOnly bool 0+
  `,
  response: `
    throttleTimeMs int32 0+
    entries []EntryData 0+
      errorCode int16 0+
      errorMessage string? 0+
      entity []EntityData 0+
        entityType string 0+
        entityName string? 0+
  `,
};
