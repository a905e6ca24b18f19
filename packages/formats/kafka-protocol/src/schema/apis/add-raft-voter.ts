import type { ApiSchema } from '../notation.ts';

/** AddRaftVoter, key 80. */
export const addRaftVoter: ApiSchema = {
  key: 80,
  name: 'AddRaftVoter',
  versions: '0-1',
  flexible: '0+',
  request: `
    clusterId string? 0+
    timeoutMs int32 0+
    voterId int32 0+
    voterDirectoryId uuid 0+
    listeners []Listener 0+
      name string 0+
      host string 0+
      port uint16 0+
    ackWhenCommitted bool 1+ = true
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ ignorable
  `,
};
