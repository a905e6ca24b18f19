import type { ApiSchema } from '../notation.ts';

/** LeaveGroup, key 13. */
export const leaveGroup: ApiSchema = {
  key: 13,
  name: 'LeaveGroup',
  versions: '0-5',
  flexible: '4+',
  request: `
    groupId string 0+
    memberId string 0-2
    members []MemberIdentity 3+
      memberId string 3+
      groupInstanceId string? 3+ = null
      reason string? 5+ = null ignorable
  `,
  response: `
    throttleTimeMs int32 1+ ignorable
    errorCode int16 0+
    members []MemberResponse 3+
      memberId string 3+
      groupInstanceId string? 3+
      errorCode int16 3+
  `,
};
