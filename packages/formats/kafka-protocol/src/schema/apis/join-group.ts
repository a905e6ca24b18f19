import type { ApiSchema } from '../notation.ts';

/** JoinGroup, key 11. */
export const joinGroup: ApiSchema = {
  key: 11,
  name: 'JoinGroup',
  versions: '0-9',
  flexible: '6+',
  request: `
    groupId string 0+
    sessionTimeoutMs int32 0+
    rebalanceTimeoutMs int32 1+ = -1 ignorable
    memberId string 0+
    groupInstanceId string? 5+ = null
    protocolType string 0+
    protocols []JoinGroupRequestProtocol 0+
      name string 0+
      metadata bytes 0+
    reason string? 8+ = null ignorable
  `,
  response: `
    throttleTimeMs int32 2+ ignorable
    errorCode int16 0+
    generationId int32 0+ = -1
    protocolType string? 7+ = null ignorable
    protocolName string?7+ 0+
    leader string 0+
    skipAssignment bool 9+ = false
    memberId string 0+
    members []JoinGroupResponseMember 0+
      memberId string 0+
      groupInstanceId string? 5+ = null ignorable
      metadata bytes 0+
  `,
};
