import type { ApiSchema } from '../notation.ts';

/** SyncGroup, key 14. */
export const syncGroup: ApiSchema = {
  key: 14,
  name: 'SyncGroup',
  versions: '0-5',
  flexible: '4+',
  request: `
    groupId string 0+
    generationId int32 0+
    memberId string 0+
    groupInstanceId string? 3+ = null
    protocolType string? 5+ = null ignorable
    protocolName string? 5+ = null ignorable
    assignments []SyncGroupRequestAssignment 0+
      memberId string 0+
      assignment bytes 0+
  `,
  response: `
    throttleTimeMs int32 1+ ignorable
    errorCode int16 0+
    protocolType string? 5+ = null ignorable
    protocolName string? 5+ = null ignorable
    assignment bytes 0+
  `,
};
