import type { ApiSchema } from '../notation.ts';

/** RemoveRaftVoter, key 81. */
export const removeRaftVoter: ApiSchema = {
  key: 81,
  name: 'RemoveRaftVoter',
  versions: '0',
  flexible: '0+',
  request: `
    clusterId string? 0+
    voterId int32 0+
    voterDirectoryId uuid 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ ignorable
  `,
};
