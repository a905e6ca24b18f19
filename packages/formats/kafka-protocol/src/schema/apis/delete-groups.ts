import type { ApiSchema } from '../notation.ts';

/** DeleteGroups, key 42. */
export const deleteGroups: ApiSchema = {
  key: 42,
  name: 'DeleteGroups',
  versions: '0-2',
  flexible: '2+',
  request: `
    groupsNames []string 0+
  `,
  response: `
    throttleTimeMs int32 0+
    results []DeletableGroupResult 0+
      groupId string 0+
      errorCode int16 0+
  `,
};
