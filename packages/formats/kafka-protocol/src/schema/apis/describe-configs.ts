import type { ApiSchema } from '../notation.ts';

/** DescribeConfigs, key 32. */
export const describeConfigs: ApiSchema = {
  key: 32,
  name: 'DescribeConfigs',
  versions: '1-4',
  flexible: '4+',
  request: `
    resources []DescribeConfigsResource 0+
      resourceType int8 0+
      resourceName string 0+
      configurationKeys []string? 0+
    includeSynonyms bool 1+ = false
    includeDocumentation bool 3+ = false
  `,
  response: `
    throttleTimeMs int32 0+
    results []DescribeConfigsResult 0+
      errorCode int16 0+
      errorMessage string? 0+
      resourceType int8 0+
      resourceName string 0+
      configs []DescribeConfigsResourceResult 0+
        name string 0+
        value string? 0+
        readOnly bool 0+
        configSource int8 1+ = -1 ignorable
        isSensitive bool 0+
        synonyms []DescribeConfigsSynonym 1+ ignorable
          name string 1+
          value string?0+ 1+
          source int8 1+
        configType int8 3+ = 0 ignorable
        documentation string?0+ 3+ ignorable
  `,
};
