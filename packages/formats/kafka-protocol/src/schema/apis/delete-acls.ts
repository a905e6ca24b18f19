import type { ApiSchema } from '../notation.ts';

/** DeleteAcls, key 31. */
export const deleteAcls: ApiSchema = {
  key: 31,
  name: 'DeleteAcls',
  versions: '1-3',
  flexible: '2+',
  request: `
    filters []DeleteAclsFilter 0+
      resourceTypeFilter int8 0+
      resourceNameFilter string? 0+
      patternTypeFilter int8 1+ = 3
      principalFilter string? 0+
      hostFilter string? 0+
      operation int8 0+
      permissionType int8 0+
  `,
  response: `
    throttleTimeMs int32 0+
    filterResults []DeleteAclsFilterResult 0+
      errorCode int16 0+
      errorMessage string? 0+
      matchingAcls []DeleteAclsMatchingAcl 0+
        errorCode int16 0+
        errorMessage string? 0+
        resourceType int8 0+
        resourceName string 0+
        patternType int8 1+ = 3
        principal string 0+
        host string 0+
        operation int8 0+
        permissionType int8 0+
  `,
};
