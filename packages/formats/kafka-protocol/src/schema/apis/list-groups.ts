import type { ApiSchema } from '../notation.ts';

/** ListGroups, key 16. */
export const listGroups: ApiSchema = {
  key: 16,
  name: 'ListGroups',
  versions: '0-5',
  flexible: '3+',
  request: `
    statesFilter []string 4+
    typesFilter []string 5+
  `,
  response: `
    throttleTimeMs int32 1+ ignorable
    errorCode int16 0+
    groups []ListedGroup 0+
      groupId string 0+
      protocolType string 0+
      groupState string 4+ ignorable
      groupType string 5+ ignorable
  `,
};
